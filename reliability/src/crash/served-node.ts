import type { ChildProcess } from "node:child_process"
import { type Ending, endOf, start } from "./child.ts"

/** A `campanile serve` that is started again whenever it ends, as a service manager would. */
export interface ServedNode {
  readonly name: string
  readonly port: number
  readonly state: () => "up" | "frozen" | "down"
  /** `SIGKILL`; false where nothing runs at the moment. */
  readonly kill: () => boolean
  /** `SIGTERM`, as when it is to be replaced; false where nothing runs, or it leaves already. */
  readonly leave: () => boolean
  /** `SIGSTOP`; answers with what thaws the same process again, undefined where none runs. */
  readonly freeze: () => (() => void) | undefined
  /** `SIGTERM`, and no other start; answers with how it ended, `SIGKILL` after ten and some seconds. */
  readonly stop: () => Promise<Ending | undefined>
  /** At once, and no other start. */
  readonly destroy: () => void
  /** How often it ended by itself. */
  readonly exits: () => number
}

/** What a node is started with. */
export interface NodeSetting {
  readonly name: string
  /** The file of the program. */
  readonly main: string
  readonly port: number
  readonly args: ReadonlyArray<string>
  readonly env: Readonly<Record<string, string>>
  /** The descriptor of the file for what it prints. */
  readonly log: number
  /** Milliseconds from its end until it is started again. */
  readonly pause: () => number
}

/** Real milliseconds that a stop may take, with some for the process itself. */
const stopPatience = 13_000

/** Start a node. */
export const startNode = ({ args, env, main, log, name, pause, port }: NodeSetting): ServedNode => {
  let child: ChildProcess | undefined
  let isFrozen = false
  let isStopping = false
  let wasKilled = false
  let isLeaving = false
  let exits = 0
  let next: NodeJS.Timeout | undefined

  const begin = () => {
    const begun = start(
      process.execPath,
      [main, "serve", "--port", String(port), ...args],
      { env: { PATH: process.env["PATH"], NO_COLOR: "1", ...env }, log }
    )
    child = begun
    wasKilled = false
    isLeaving = false
    isFrozen = false
    void endOf(begun).then(() => {
      if (child !== begun) return
      child = undefined
      isFrozen = false
      if (!wasKilled && !isLeaving && !isStopping) exits++
      if (!isStopping) next = setTimeout(begin, pause())
    })
  }
  begin()

  const quit = () => {
    isStopping = true
    clearTimeout(next)
  }
  return {
    name,
    port,
    state: () => child === undefined ? "down" : isFrozen ? "frozen" : "up",
    kill: () => {
      if (child === undefined || wasKilled) return false
      wasKilled = true
      return child.kill("SIGKILL")
    },
    leave: () => {
      if (child === undefined || wasKilled || isLeaving) return false
      isLeaving = true
      return child.kill("SIGTERM")
    },
    freeze: () => {
      const frozen = child
      if (frozen === undefined || isFrozen || wasKilled || !frozen.kill("SIGSTOP")) return undefined
      isFrozen = true
      return () => {
        frozen.kill("SIGCONT")
        if (child === frozen) isFrozen = false
      }
    },
    stop: async () => {
      quit()
      const last = child
      if (last === undefined) return undefined
      last.kill("SIGCONT")
      last.kill("SIGTERM")
      const impatient = setTimeout(() => last.kill("SIGKILL"), stopPatience)
      const ending = await endOf(last)
      clearTimeout(impatient)
      return ending
    },
    destroy: () => {
      quit()
      child?.kill("SIGKILL")
    },
    exits: () => exits
  }
}
