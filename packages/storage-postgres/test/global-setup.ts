import type { TestProject } from "vitest/node"
import { startPostgres } from "../src/testing/index.ts"

declare module "vitest" {
  interface ProvidedContext {
    /** A database of the server on which tests make their own. */
    readonly postgresUrl: string
  }
}

/** One server for all test files: the one that CAMPANILE_TEST_DATABASE_URL names, or one that is made for them. */
export default async (project: TestProject) => {
  const given = process.env["CAMPANILE_TEST_DATABASE_URL"]
  if (given !== undefined && given !== "") {
    project.provide("postgresUrl", given)
    return undefined
  }
  const server = await startPostgres()
  project.provide("postgresUrl", server.url())
  return () => server[Symbol.asyncDispose]()
}
