import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    projects: ["packages/*", "examples/*", "reliability", "bench"],
    // Two workers: the smallest machine we promise has two cores, and a test that needs more hides a wait.
    maxWorkers: 2,
    pool: "threads",
    passWithNoTests: false
  }
})
