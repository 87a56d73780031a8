import { spawn } from "node:child_process"
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { onTestFinished } from "vitest"

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

/** The two processes that `npm run bench` is made of: the way in, and what that starts. */
const programs = {
  npm: [path("../../scripts/run.mjs"), "bench"],
  bench: ["--disable-warning=ExperimentalWarning", "--expose-gc", path("../src/main.ts")]
}

/** How a bench ended: with a code, or undefined where it was killed. */
export interface Ending {
  readonly code: number | undefined
  readonly output: string
  readonly errors: string
}

/** A bench of the smallest size, in processes of its own. */
export interface Bench {
  /** Where alone it keeps anything. */
  readonly folder: string
  readonly pid: number
  /** When what it has printed has a text in it; rejects where it ends before. */
  readonly prints: (text: string) => Promise<void>
  /** When it and all that it has started are gone: each of them holds the line on which errors come. */
  readonly ended: Promise<Ending>
}

/** Start a bench from one of its two processes; it has a process group of its own, as in a terminal. */
export const startBench = (from: keyof typeof programs, ...args: ReadonlyArray<string>): Bench => {
  const folder = mkdtempSync(join(tmpdir(), "campanile-bench-test-"))
  // Postgres may run as somebody else.
  chmodSync(folder, 0o755)
  const child = spawn(process.execPath, [...programs[from], "--tiny", ...args], {
    detached: true,
    env: { ...process.env, TMPDIR: folder, npm_lifecycle_event: "bench" },
    stdio: ["ignore", "pipe", "pipe"]
  })
  onTestFinished(() => {
    child.kill("SIGKILL")
    rmSync(folder, { recursive: true, force: true })
  })
  let output = ""
  let errors = ""
  let look = () => {}
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text
    look()
  })
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text
  })
  const ended = new Promise<Ending>((resolve) => {
    child.once("close", (code) => resolve({ code: code ?? undefined, output, errors }))
  })
  return {
    folder,
    pid: child.pid!,
    prints: (text) =>
      new Promise((resolve, reject) => {
        look = () => output.includes(text) ? resolve() : undefined
        look()
        void ended.then(() => reject(new Error(`it ended without printing ${text}:\n${output}\n${errors}`)))
      }),
    ended
  }
}
