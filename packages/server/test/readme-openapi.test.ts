import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { temporaryDirectory } from "./files.ts"
import { campanile } from "./program.ts"
import { repository } from "./readme-transcript.ts"

interface Schema {
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: ReadonlyArray<Schema>
  readonly allOf?: ReadonlyArray<Schema>
  readonly oneOf?: ReadonlyArray<Schema>
}

interface Operation {
  readonly parameters: ReadonlyArray<{ readonly name: string; readonly in: string }>
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
  readonly responses: Readonly<Record<string, { readonly description: string }>>
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

const page = readFileSync(`${repository}docs/http-api.md`, "utf8")

const asked = async (): Promise<Document> => {
  const server = campanile(["serve"], {
    CAMPANILE_DATABASE_URL: `sqlite:${join(temporaryDirectory(), "calls.db")}`,
    HOST: "127.0.0.1",
    PORT: "0"
  })
  const [, address] = await server.prints(/listens on (http:\S+)/u)
  const response = await fetch(`${address}/openapi.json`)
  return await response.json() as Document
}

let document: Promise<Document> | undefined

/** What a server tells of its API; it is asked once. */
const served = () => document ??= asked()

const operationsOf = (document: Document) =>
  Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method, path, operation }))
  )

/** The names of all fields of a schema, those within its fields included. */
const fieldsOf = (schema: Schema, { components }: Document): ReadonlyArray<string> => {
  const { allOf = [], anyOf = [], items, oneOf = [], properties = {}, $ref } = schema
  const named = $ref === undefined ? undefined : components.schemas[$ref.split("/").at(-1)!]
  const parts = [
    ...allOf,
    ...anyOf,
    ...oneOf,
    ...Object.values(properties),
    ...[items, named].filter((part) => part !== undefined)
  ]
  return [...Object.keys(properties), ...parts.flatMap((part) => fieldsOf(part, { components, paths: {} }))]
}

/** Cells of the rows of a table whose first cell is as the pattern says, without blanks around them. */
const rows = (first: RegExp) =>
  page.split("\n").filter((line) => line.startsWith("| ")).map((line) => line.split("|").map((cell) => cell.trim()))
    .filter(([, cell = ""]) => first.test(cell))

it("is told of on the page: every route, and no other", async () => {
  const operations = operationsOf(await served())
  const routes = operations.map(({ method, path }) => `\`${method.toUpperCase()} ${path.replace("/ca/api/v0", "")}\``)
  const section = page.slice(page.indexOf("## Routes"), page.indexOf("## Requests"))
  const told = section.split("\n").filter((line) => line.startsWith("| `")).map((line) => line.split("|")[1]!.trim())
  expect(told.toSorted()).toEqual(routes.toSorted())
})

it("is told of on the page: every problem, and every field of problems", async () => {
  const document = await served()
  const problems = operationsOf(document).flatMap(({ operation }) =>
    Object.entries(operation.responses).filter(([status]) => status >= "400").flatMap(([status, { description }]) =>
      description.split(".").map((title) => title.trim()).filter((title) => title !== "").map((title) =>
        `${status} ${title}`
      )
    )
  )
  // No operation has these: they are of paths that are none, and of servers that stop.
  const others = [
    "404 There is no such route",
    "405 The method is not possible here",
    "503 The request was interrupted"
  ]
  const told = rows(/^[45]\d\d$/u).map(([, status, title]) => `${status} ${title}`)
  expect(told.toSorted()).toEqual([...new Set([...problems, ...others])].toSorted())
  for (const field of fieldsOf({ $ref: "Problem" }, document)) expect(page).toContain(`\`${field}\``)
})

it("is told of on the page: every field of requests", async () => {
  const document = await served()
  const fields = operationsOf(document).flatMap(({ operation }) => [
    ...operation.parameters.filter((parameter) => parameter.in === "query").map(({ name }) => name),
    ...Object.values(operation.requestBody?.content ?? {}).flatMap(({ schema }) => fieldsOf(schema, document))
  ])
  expect(fields.length).toBeGreaterThan(50)
  const told = new Set(
    [...page.matchAll(/`([^`\n]+)`/gu)].flatMap(([, text]) => /^[\w. =]+$/u.test(text!) ? text!.split(/[. =]/u) : [])
  )
  expect([...new Set(fields)].filter((field) => !told.has(field))).toEqual([])
})
