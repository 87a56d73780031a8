import { arch, cpus, release, totalmem, type } from "node:os"

/** The machine that was measured on, in one line. */
export const machine = (): string => {
  const all = cpus()
  const model = all[0]?.model.trim() ?? ""
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${all.length} cores${model === "" || model === "unknown" ? "" : ` (${model})`}, ${memory} GiB, ` +
    `${type()} ${release()} ${arch()}, Node ${process.versions.node}`
}
