import { type ChildProcess, spawn, type StdioOptions } from "node:child_process"
import { createInterface } from "node:readline"

/** How a process ended. */
export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** Start a program; `log` is the descriptor of the file for what it prints, beside its standard output where that is read. */
export const start = (
  command: string,
  args: ReadonlyArray<string>,
  options: {
    readonly env?: NodeJS.ProcessEnv
    readonly log: number
    readonly reads?: boolean
    readonly uid?: number
    readonly gid?: number
  }
): ChildProcess => {
  const { log, reads = false, ...others } = options
  const stdio: StdioOptions = [reads ? "pipe" : "ignore", reads ? "pipe" : log, log]
  return spawn(command, args, { ...others, stdio })
}

/** Waits until a process has ended; at once where it has. */
export const endOf = (child: ChildProcess): Promise<Ending> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      return resolve({ code: child.exitCode, signal: child.signalCode })
    }
    child.once("exit", (code, signal) => resolve({ code, signal }))
  })

/** The first line that a process prints. Rejects where it ends before. */
export const firstLine = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    if (child.stdout === null) return reject(new Error("the process prints nothing that is read"))
    createInterface(child.stdout).once("line", resolve)
    child.once("error", reject)
    child.once("exit", (code, signal) => reject(new Error(`the process ended with ${code ?? signal}`)))
  })
