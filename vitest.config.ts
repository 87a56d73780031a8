import { globSync, readFileSync } from "node:fs"
import { dirname } from "node:path"
import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

/** The packages that have tests; those first whose tests take longest, so that the others fill the time behind them. */
const folders = ["reliability", "packages/storage-*", "packages/server", "bench", "packages/*", "examples/*"]
const packages = [...new Set(folders.flatMap((folder) => globSync(`${folder}/package.json`).toSorted()))]

/** Each package is a project of its name, and has what the whole has; `npm test -- --project <name>` runs one. */
const projects = packages.map((file) => {
  const { name } = JSON.parse(readFileSync(file, "utf8")) as { readonly name: string }
  const folder = dirname(file)
  const globalSetup = globSync(`${folder}/test/global-setup.ts`)
  return { test: { name, globalSetup, include: [`${folder}/test/**/*.test.ts`] } }
})

/** Files in the order of `packages`, and as they would be otherwise within each of them. */
class LongestFirst extends BaseSequencer {
  override async sort(files: Array<TestSpecification>) {
    const order = projects.map(({ test: { name } }) => name)
    const sorted = await super.sort(files)
    return sorted.toSorted((one, other) => order.indexOf(one.project.name) - order.indexOf(other.project.name))
  }
}

export default defineConfig({
  test: {
    projects,
    // The smallest machine we promise has two cores. A project inherits this only from here, and only where it is no glob:
    // by its own defaults it would run one file at a time there.
    maxWorkers: 2,
    // The files of a package share a process: to load Effect and the package anew costs more than the tests of most files.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // A machine that is busy makes a test slow, not wrong.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    passWithNoTests: false
  }
})
