import { copyFileSync, mkdirSync, symlinkSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { rolldown } from "rolldown"
import { endOf, start } from "./child.ts"

/** `campanile` as one file, and what a process needs in its environment to start it quickly. */
export interface ServerProgram {
  readonly main: string
  readonly env: Readonly<Record<string, string>>
}

const server = fileURLToPath(new URL("../../../packages/server/", import.meta.url))

/** The one module with machine code, which stays where it is installed. */
const native = "better-sqlite3"

/**
 * Make one file of the server and all that it stands on, and let Node keep what it has compiled of it, which a process
 * that is killed never does. A start then takes a sixth of the work, so that lives are spent on calls and not on starts.
 */
export const buildServer = async (folder: string, log: number): Promise<ServerProgram> => {
  const main = join(folder, "dist", "main.js")
  const modules = dirname(dirname(createRequire(import.meta.url).resolve(`${native}/package.json`)))
  mkdirSync(folder)
  symlinkSync(modules, join(folder, "node_modules"))
  copyFileSync(join(server, "package.json"), join(folder, "package.json"))
  const bundle = await rolldown({ input: join(server, "src", "main.ts"), platform: "node", external: [native] })
  await bundle.write({ file: main, format: "esm" })
  await bundle.close()
  const env = { NODE_COMPILE_CACHE: join(folder, "compiled") }
  await endOf(start(process.execPath, [main, "--version"], { env: { PATH: process.env["PATH"], ...env }, log }))
  return { main, env }
}
