import { Validator } from "@seriousme/openapi-schema-validator"
import { expect, it } from "vitest"
import type { OpenApi } from "./conformance.ts"
import { openApp } from "./given.ts"

const documentOf = async () => {
  const { app } = await openApp()
  const document = await (await app.request("/openapi.json")).json() as OpenApi & Record<string, unknown>
  return { app, document }
}

const operationsOf = ({ paths }: OpenApi) =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation }))
  )

it("the OpenAPI document is valid OpenAPI 3.1", async () => {
  const { document } = await documentOf()
  const validator = new Validator()
  expect(await validator.validate(document)).toEqual({ valid: true })
  expect(validator.version).toBe("3.1")
})

it("it describes every route that the app has, and no other", async () => {
  const { app, document } = await documentOf()
  const routes = app.routes
    .filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/gu, "{$1}")}`)
  const described = operationsOf(document).map(({ method, path }) => `${method} ${path}`)
  expect(described.toSorted()).toEqual(routes.toSorted())
})

it("it names each operation once, and describes its parameters and its problems", async () => {
  const { document } = await documentOf()
  const operations = operationsOf(document)
  const names = operations.map(({ operation }) => operation.operationId)
  expect(new Set(names).size).toBe(names.length)
  for (const { operation, path } of operations) {
    const inPath = operation.parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name)
    expect(inPath).toEqual([...path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name))
    for (const { description, name } of operation.parameters.filter((parameter) => parameter.in === "query")) {
      expect(description, `${path} ${name}`).toBeTypeOf("string")
    }
    const problems = Object.keys(operation.responses).map(Number).filter((status) => status >= 400)
    for (const status of problems) {
      expect(Object.keys(operation.responses[status]?.content ?? {})).toEqual(["application/problem+json"])
    }
    expect(problems).toContain(503)
    if (operation.security.length > 0) expect(problems).toEqual(expect.arrayContaining([401, 403]))
    if (operation.requestBody !== undefined) expect(problems).toEqual(expect.arrayContaining([400, 413, 415, 422]))
  }
})

it("it has all documented fields of the requests, those that are not used with a word that says so", async () => {
  const { document } = await documentOf()
  const single = JSON.stringify(document.components.schemas["SingleCall"])
  for (
    const field of ["smart_formatter", "callback_args", "voice_id", "version_id", "call_category", "parent_call_id"]
  ) {
    expect(single).toMatch(new RegExp(`"${field}":\\{"description":"Accepted, and not used: `, "u"))
  }
  const content = document.paths["/ca/api/v0/campaign/save"]?.["post"]?.requestBody?.content["multipart/form-data"]
  expect(content).toMatchObject({ encoding: { file: { contentType: expect.stringMatching(/^text\/csv, .*sheet$/u) } } })
  expect(content?.schema).toMatchObject({
    properties: {
      file: { format: "binary", description: expect.stringContaining(".xlsx") },
      variables_map: { contentMediaType: "application/json" },
      transliterate_callee_name: { description: expect.stringContaining("not used") }
    },
    required: ["file", "agent_id", "campaign_name"],
    additionalProperties: false
  })
})
