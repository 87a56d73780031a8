import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** Where a run takes place: a folder, and all that must be gone when it ends, however it ends. */
export interface Grounds {
  readonly folder: string
  /** The descriptor of a file for what a process prints. */
  readonly log: (name: string) => number
  /** Remembers what ends something, at once and without being waited for if need be. */
  readonly onEnd: (destroy: () => void | Promise<void>) => void
  /** Ends everything, the latest first, and removes the folder unless it is kept. Nothing is done twice. */
  readonly clear: () => Promise<void>
  /** The same where nothing can be waited for any more. */
  readonly clearAtOnce: () => void
}

/** Make a folder to run in; `keep` names one that stays. */
export const openGrounds = (keep: string | undefined): Grounds => {
  if (keep !== undefined) mkdirSync(keep, { recursive: true })
  const folder = keep ?? mkdtempSync(join(tmpdir(), "campanile-crash-"))
  const destroys: Array<() => void | Promise<void>> = []
  const logs: Array<number> = []
  const remove = () => {
    for (const file of logs.splice(0)) closeSync(file)
    if (keep === undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
  return {
    folder,
    log: (name) => {
      const file = openSync(join(folder, `${name}.log`), "a")
      logs.push(file)
      return file
    },
    onEnd: (destroy) => {
      destroys.push(destroy)
    },
    clear: async () => {
      await Promise.allSettled(destroys.splice(0).toReversed().map(async (destroy) => destroy()))
      remove()
    },
    clearAtOnce: () => {
      for (const destroy of destroys.splice(0).toReversed()) void destroy()
      remove()
    }
  }
}
