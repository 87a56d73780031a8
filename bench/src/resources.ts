import { startPostgres } from "@campanile/storage-postgres/testing"
import { type ChildProcess, fork, spawn } from "node:child_process"
import { chmodSync, mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import pg from "pg"

/** Whether a run measures in earnest, or only shows that each measure works. */
export type Size = "full" | "tiny"

/** What measures share; all of it is gone with the run, however it ends. */
export interface Resources extends AsyncDisposable {
  /** How many of something: as many as are said, or, of a run that only shows that it works, far fewer. */
  readonly some: (full: number, tiny: number) => number
  /** A path for a file that nobody else has. */
  readonly file: (name: string) => string
  /** The URL of a new, empty database of a Postgres whose commits wait for the disk. */
  readonly database: () => Promise<string>
  /** Run another program of the bench in a process of its own, with the arguments as text. It ends with this one. */
  readonly run: (program: URL, args: ReadonlyArray<string>) => ChildProcess
}

/** A server that a person would have set up for it; the rest is as Postgres comes. */
const settings = { shared_buffers: "1GB", max_wal_size: "4GB", checkpoint_timeout: "15min", jit: "off" }

/** Ends when a process has ended. */
const ended = (child: ChildProcess) =>
  new Promise<void>((resolve) => {
    if (child.exitCode === null && child.signalCode === null) child.once("exit", () => resolve())
    else resolve()
  })

/**
 * Open what measures share. Postgres starts when it is first asked for. All files are in one folder, which a process
 * beside this one removes when this one is gone, so that nothing is left of a run that was killed.
 */
export const openResources = (size: Size): Resources => {
  const folder = mkdtempSync(join(tmpdir(), "campanile-bench-"))
  const guardian = spawn(process.execPath, [fileURLToPath(new URL("programs/guardian.ts", import.meta.url)), folder], {
    detached: true,
    stdio: ["pipe", "ignore", "inherit"]
  })
  // Postgres may run as somebody else.
  chmodSync(folder, 0o755)
  const children = new Set<ChildProcess>()
  let starting: ReturnType<typeof startPostgres> | undefined
  let made = 0
  return {
    some: (full, tiny) => size === "full" ? full : tiny,
    file: (name) => join(folder, `${made++}-${name}`),
    database: async () => {
      starting ??= startPostgres({ durable: true, settings, folder })
      const server = await starting
      const name = `bench_${made++}`
      const client = new pg.Client({ connectionString: server.url() })
      await client.connect()
      try {
        await client.query(`create database ${name}`)
      } finally {
        await client.end()
      }
      return server.url(name)
    },
    run: (program, args) => {
      const child = fork(program, args, {
        execArgv: [...process.execArgv, "--import", new URL("leave.ts", import.meta.url).href],
        stdio: ["pipe", "inherit", "inherit", "ipc"]
      })
      children.add(child)
      child.once("exit", () => children.delete(child))
      return child
    },
    [Symbol.asyncDispose]: async () => {
      for (const child of children) child.kill("SIGKILL")
      await Promise.all([...children].map(ended))
      const server = await starting?.catch(() => undefined)
      await server?.kill()
      guardian.stdin?.destroy()
      await ended(guardian)
    }
  }
}
