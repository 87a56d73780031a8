// The steps of `verify`, each of which is an npm script of its own.
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { runQuietly } from "./process.mjs"

const ok = { code: 0, signal: null }
const isFailure = ({ code, signal }) => signal !== null || code !== 0

/** Runs one after the other and stops at the first that fails. */
const inTurn = async (...tasks) => {
  for (const task of tasks) {
    const done = await task()
    if (isFailure(done)) return done
  }
  return ok
}

const packages = (root) => readdirSync(join(root, "packages")).sort()

const format = ({ bin, node }, args) => node(bin("dprint"), "check", ...args)

const formatWrite = ({ bin, node }, args) => node(bin("dprint"), "fmt", ...args)

const lint = ({ bin, node }, args) => node(bin("oxlint"), "--type-aware", "--deny-warnings", ...args)

const types = ({ bin, node }, args) => node(bin("typescript", "tsc"), "-b", ...args)

// From nothing, so that no file of a renamed module is published.
const build = ({ bin, node, root }) => {
  for (const name of packages(root)) rmSync(join(root, "packages", name, "dist"), { recursive: true, force: true })
  return node(bin("typescript", "tsc"), "-b")
}

// What users will install, not what lies in the folder: `publishConfig` and `files` have been applied.
const exports_ = async ({ bin, findPnpm, root, say }) => {
  const quietly = async (file, tool, ...args) => {
    const checked = await runQuietly(process.execPath, [tool, ...args])
    if (isFailure(checked)) say(`${file}:\n${checked.output}`)
    return checked
  }
  const folder = mkdtempSync(join(tmpdir(), "campanile-pack-"))
  try {
    const pack = ["-r", "--filter", "./packages/*", "pack", "--pack-destination", folder]
    const packed = await runQuietly(await findPnpm(), pack, { cwd: root })
    if (isFailure(packed)) {
      say(packed.output)
      return packed
    }
    const tarballs = readdirSync(folder).filter((file) => file.endsWith(".tgz")).sort()
    if (tarballs.length !== packages(root).length) {
      say(`${tarballs.length} of ${packages(root).length} packages were packed.`)
      return { code: 1, signal: null }
    }
    return await inTurn(...tarballs.flatMap((file) => [
      () => quietly(file, bin("publint"), join(folder, file), "--strict"),
      () => quietly(file, bin("@arethetypeswrong/cli", "attw"), join(folder, file), "--profile", "esm-only")
    ]))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const unused = ({ bin, node }, args) => node(bin("knip"), ...args)

export const steps = { format, "format:write": formatWrite, lint, types, build, exports: exports_, unused }

const order = ["format", "lint", "types", "build", "exports", "unused"]

export const verify = async (tools) => {
  for (const name of order) {
    tools.say(`\n▶ ${name}`)
    const started = performance.now()
    const done = await steps[name](tools, [])
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    if (isFailure(done)) {
      tools.say(`✗ ${name} failed after ${seconds} s`)
      return done
    }
    tools.say(`✓ ${name} in ${seconds} s`)
  }
  return ok
}
