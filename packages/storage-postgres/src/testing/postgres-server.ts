import { type ChildProcess, execFile, spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { binariesFor } from "./binaries.ts"

const user = "campanile"

/** A Postgres in a process of its own, which nobody else uses. */
export interface PostgresServer {
  /** The URL of one of its databases; of the one that is always there, where none is named. */
  readonly url: (database?: string) => string
  readonly port: number
  /** Start it again after it was stopped or killed, with what it had committed. */
  readonly start: () => Promise<void>
  /** Stop it; connections are closed at once, as in a restart for an upgrade. */
  readonly stop: () => Promise<void>
  /** Kill it, as a machine that loses its power, or the kernel where memory is short. */
  readonly kill: () => Promise<void>
  /** Stop it and keep nothing. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** How a server for tests is started. */
export interface PostgresServerOptions {
  /** Whether commits wait for the disk, as they do in earnest; where it is left out they do not, for tests are many. */
  readonly durable?: boolean
  /** Below which folder it keeps everything; that for temporary files where nothing is said. */
  readonly folder?: string
  /** Further settings, as in `postgresql.conf`. */
  readonly settings?: Readonly<Record<string, string>>
}

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer().once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => typeof address === "object" && address !== null ? resolve(address.port) : reject(address))
    })
  })

const quick = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }

/** Ends when a process has ended. */
const ended = (child: ChildProcess) =>
  new Promise<void>((resolve) => {
    if (child.exitCode === null && child.signalCode === null) child.once("exit", () => resolve())
    else resolve()
  })

const isReady = (child: ChildProcess) =>
  new Promise<void>((resolve, reject) => {
    let said = ""
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said = `${said}${text}`.slice(-10_000)
      if (said.includes("ready to accept connections")) resolve()
    })
    child.once("error", reject)
    child.once("exit", (code) => reject(new Error(`Postgres ended with code ${code}:\n${said}`)))
  })

/**
 * Start a Postgres for tests, with nothing installed but packages: made anew in a folder for temporary files, and gone
 * when it is disposed of. Its default order of texts is that of a language, as it is in most databases, and not the one
 * that the store needs.
 */
export const startPostgres = async (
  { durable = false, folder: parent = tmpdir(), settings = {} }: PostgresServerOptions = {}
): Promise<PostgresServer> => {
  const folder = mkdtempSync(join(parent, "campanile-postgres-"))
  chmodSync(folder, 0o755)
  const { initdb, postgres, user: as } = binariesFor(folder)
  const [data, secret] = [join(folder, "data"), join(folder, "password")]
  mkdirSync(data, { mode: 0o700 })
  const password = randomBytes(12).toString("hex")
  writeFileSync(secret, password, { mode: 0o600 })
  if (as !== undefined) { for (const path of [data, secret]) chownSync(path, as.uid, as.gid) }
  const cluster = ["-D", data, "-U", user, "-A", "password", "--pwfile", secret, "--encoding", "UTF8", "--no-sync"]
  const order = ["--locale", "C", "--locale-provider", "icu", "--icu-locale", "en"]
  await promisify(execFile)(initdb, [...cluster, ...order], { ...as, cwd: folder })
  rmSync(secret)
  const port = await freePort()
  const all = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    port: String(port),
    max_connections: "200",
    ...(durable ? {} : quick),
    ...settings
  }
  const flags = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`])
  let child: ChildProcess | undefined
  const leave = () => void child?.kill("SIGQUIT")
  const end = async (signal: NodeJS.Signals) => {
    const running = child
    child = undefined
    process.off("exit", leave)
    if (running === undefined) return
    running.kill(signal)
    await ended(running)
  }
  const start = async () => {
    child = spawn(postgres, ["-D", data, ...flags], { ...as, cwd: folder, stdio: ["ignore", "ignore", "pipe"] })
    process.once("exit", leave)
    await isReady(child)
  }
  const dispose = async () => {
    await end("SIGINT")
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await start()
  } catch (failure) {
    await dispose()
    throw failure
  }
  return {
    url: (database = "postgres") => `postgres://${user}:${password}@127.0.0.1:${port}/${database}`,
    port,
    start,
    stop: () => end("SIGINT"),
    kill: () => end("SIGQUIT"),
    [Symbol.asyncDispose]: dispose
  }
}
