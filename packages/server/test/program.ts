import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { onTestFinished } from "vitest"

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))

/** What Node has compiled is kept, for most of what a short command costs is to compile it. */
const compiled = fileURLToPath(new URL("../../../node_modules/.cache/compiled", import.meta.url))

/** How a program ended. */
export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A running `campanile`, in a process of its own. */
export interface Program {
  readonly kill: (signal: NodeJS.Signals) => void
  /** Waits until what it has written matches; rejects where it ends before. */
  readonly prints: (pattern: RegExp) => Promise<RegExpMatchArray>
  readonly ended: Promise<Ending>
}

/** Start `campanile` with arguments, and nothing of this process's environment that it reads but what is given. */
export const campanile = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}): Program => {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", main, ...args], {
    env: {
      PATH: process.env["PATH"],
      TMPDIR: process.env["TMPDIR"],
      NO_COLOR: "1",
      NODE_COMPILE_CACHE: compiled,
      ...env
    },
    stdio: ["ignore", "pipe", "pipe"]
  })
  onTestFinished(() => {
    child.kill("SIGKILL")
  })
  let stdout = ""
  let stderr = ""
  let look = () => {}
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text
    look()
  })
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text
    look()
  })
  const ended = new Promise<Ending>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  return {
    kill: (signal) => {
      child.kill(signal)
    },
    prints: (pattern) =>
      new Promise((resolve, reject) => {
        look = () => {
          const match = pattern.exec(stdout) ?? pattern.exec(stderr)
          if (match !== null) resolve(match)
        }
        look()
        void ended.then(() => reject(new Error(`ended without printing ${pattern}:\n${stdout}\n${stderr}`)))
      }),
    ended
  }
}

/** Run `campanile` to its end. */
export const run = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}): Promise<Ending> =>
  campanile(args, env).ended
