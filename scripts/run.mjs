// The way in behind the npm scripts. It needs nothing but Node 20 and npm: it finds a Node that is new enough, installs what the
// lockfile names when that is not there yet, and becomes the command that was asked for.
// docs/decisions/0001-two-commands-bootstrap.md says why.
import { existsSync, readFileSync } from "node:fs"
import { delimiter, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { exitAs, run, runQuietly } from "./process.mjs"
import { steps, verify } from "./steps.mjs"

const MINIMUM_NODE = [22, 19]
const FETCHED_NODE = "node@24"
const FETCHED_PNPM = "pnpm@12"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [command, ...rest] = process.argv.slice(2)
const args = rest[0] === "--" ? rest.slice(1) : rest

// The program's own standard output stays clean: `demo --json` is read by other programs.
const say = (line) => process.stderr.write(`${line}\n`)
const fail = (line) => {
  say(line)
  process.exit(1)
}

const isNewEnough = () => {
  const [major, minor] = process.versions.node.split(".").map(Number)
  return major > MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor >= MINIMUM_NODE[1])
}

// npx is only asked where a program is. Running through it would put two processes in between that lose signals.
const askNpx = async (what, expression) => {
  const asked = await runQuietly("npx", ["--yes", "-p", what, "node", "-p", expression], {
    cwd: root,
    shell: process.platform === "win32"
  })
  if (asked.signal) exitAs(asked)
  if (asked.code !== 0) fail(`${asked.output}\nCould not fetch ${what} with npx.`)
  return asked.stdout.trim()
}

const rerunUnderNewerNode = async () => {
  if (process.env.CAMPANILE_NODE_FETCHED) {
    fail(`${FETCHED_NODE} gave Node ${process.versions.node}; ${MINIMUM_NODE.join(".")} is needed.`)
  }
  say(`Node ${process.versions.node} is older than ${MINIMUM_NODE.join(".")}: running under ${FETCHED_NODE} from npm.`)
  const node = await askNpx(FETCHED_NODE, "process.execPath")
  return run(node, process.argv.slice(1), { env: { ...process.env, CAMPANILE_NODE_FETCHED: "1" } })
}

const findOnPath = (path, name) => {
  const file = process.platform === "win32" ? `${name}.exe` : name
  return path.split(delimiter).filter(Boolean).map((folder) => join(folder, file)).find((candidate) =>
    existsSync(candidate)
  )
}

const findPnpm = async () => {
  const present = findOnPath(process.env.PATH ?? "", "pnpm")
  if (present) {
    const asked = await runQuietly(present, ["--version"], { cwd: root })
    if (asked.code === 0 && Number(asked.stdout.split(".")[0]) >= 12) return present
  }
  const path = await askNpx(FETCHED_PNPM, "process.env.PATH")
  return findOnPath(path, "pnpm") ?? fail(`${FETCHED_PNPM} brought no pnpm.`)
}

// pnpm keeps a copy of the lockfile it installed; the same bytes mean that nothing is to be done.
const isInstalled = () => {
  const installed = join(root, "node_modules/.pnpm/lock.yaml")
  return existsSync(join(root, "node_modules/.modules.yaml")) && existsSync(installed) &&
    readFileSync(installed).equals(readFileSync(join(root, "pnpm-lock.yaml")))
}

const install = async () => {
  const started = performance.now()
  const pnpm = await findPnpm()
  const done = await runQuietly(pnpm, ["install", "--frozen-lockfile"], {
    cwd: root,
    env: { ...process.env, CI: "true" }
  })
  if (done.signal) exitAs(done)
  if (done.code !== 0) fail(`${done.output}\nThe installation failed: pnpm install --frozen-lockfile.`)
  say(`Installed the packages of pnpm-lock.yaml in ${((performance.now() - started) / 1000).toFixed(1)} s.`)
}

/** The script behind a package's command, so that it runs under this very Node and without a shell in between. */
const bin = (name, as = name) => {
  const folder = join(root, "node_modules", name)
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
  return join(folder, typeof bin === "string" ? bin : bin[as])
}

const node = (...rest) => run(process.execPath, rest, { cwd: root })
const tools = { root, say, node, bin, findPnpm }

const commands = {
  demo: () => node("--disable-warning=ExperimentalWarning", "packages/server/src/main.ts", "demo", ...args),
  // Collections that are asked for tell what memory is really kept.
  bench: () => node("--disable-warning=ExperimentalWarning", "--expose-gc", "bench/src/main.ts", ...args),
  crash: () => node("--disable-warning=ExperimentalWarning", "reliability/src/crash/main.ts", ...args),
  simulate: () => node("--disable-warning=ExperimentalWarning", "reliability/src/simulation/main.ts", ...args),
  test: () => node(bin("vitest"), "run", ...args),
  verify: () => verify(tools),
  ...Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, () => step(tools, args)]))
}

if (!Object.hasOwn(commands, command ?? "")) fail(`Usage: node scripts/run.mjs ${Object.keys(commands).join(" | ")}`)
if (!isNewEnough()) exitAs(await rerunUnderNewerNode())
process.env.PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ""}`
if (!isInstalled()) await install()
exitAs(await commands[command]())
