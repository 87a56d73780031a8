import type { Schema } from "effect"
import { keyHeader } from "./auth.ts"
import type { Endpoint } from "./endpoint.ts"
import type { FailureTag } from "./failure.ts"
import { type Json, JsonSchemas } from "./json-schemas.ts"
import { basePath } from "./links.ts"
import { kinds, Problem, problemType } from "./problem.ts"

const description = `Outbound call campaigns: lists, campaigns, single calls, workspaces.

Errors are answered as problems by RFC 9457, with every wrong field named. Instants are answered in UTC, credits as
decimal numbers. Unknown fields are refused by their name, except those that are described as accepted and not used.`

const operationId = ({ method, path }: Endpoint) => {
  const words = path.replace(basePath, "").split(/[^A-Za-z0-9]+/u).filter((word) => word !== "")
  return [method, ...words.map((word) => word[0]?.toUpperCase() + word.slice(1))].join("")
}

const statusesOf = (fails: ReadonlyArray<FailureTag>) => {
  const byStatus = new Map<number, Array<string>>()
  for (const tag of fails) {
    const { status, title } = kinds[tag]
    byStatus.set(status, [...(byStatus.get(status) ?? []), title])
  }
  byStatus.set(500, ["Something unexpected happened"])
  return [...byStatus].sort(([a], [b]) => a - b)
}

const responsesOf = ({ answer, fails }: Endpoint, schemas: JsonSchemas): Json => {
  const problem = { [problemType]: { schema: schemas.ofAnswer(Problem) } }
  return {
    [answer.status]: {
      description: answer.description,
      content: { [answer.mediaType]: { schema: schemas.ofAnswer(answer.schema) } }
    },
    ...Object.fromEntries(
      statusesOf(fails).map(([status, titles]) => [status, { description: `${titles.join(". ")}.`, content: problem }])
    )
  }
}

const properties = (schema: Json): ReadonlyArray<readonly [string, Json]> =>
  Object.entries((schema["properties"] ?? {}) as Record<string, Json>)

const requiredOf = (schema: Json) => schema["required"] as ReadonlyArray<string> | undefined ?? []

const parametersOf = ({ id, query }: Endpoint, schemas: JsonSchemas): ReadonlyArray<Json> => {
  const inPath = id === undefined
    ? []
    : [{ name: id.name, in: "path", required: true, schema: schemas.ofRequest(id.schema) }]
  const asked = query === undefined ? {} : schemas.ofRequest(query.schema)
  const needed = requiredOf(asked)
  const inQuery = properties(asked).map(([name, { description, ...schema }]) => ({
    name,
    in: "query",
    ...(needed.includes(name) ? { required: true } : {}),
    description,
    schema
  }))
  return [...inPath, ...inQuery]
}

const file = {
  type: "string",
  format: "binary",
  description: "CSV, or an Excel workbook (.xlsx), of which the first row names the columns."
}

/** What clients may say of a file; what it is, its first bytes tell. */
const fileTypes = ["text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"]

const withFile = (form: Json): Json => ({
  ...form,
  properties: { file, ...Object.fromEntries(properties(form)) },
  required: ["file", ...requiredOf(form)]
})

const bodyOf = ({ body }: Endpoint, schemas: JsonSchemas): Json => {
  if (body === undefined) return {}
  const schema = schemas.ofRequest(body.schema)
  const content = body.mediaType === "multipart/form-data"
    ? { schema: withFile(schema), encoding: { file: { contentType: fileTypes.join(", ") } } }
    : { schema }
  return { requestBody: { required: true, content: { [body.mediaType]: content } } }
}

const operationOf = (endpoint: Endpoint, schemas: JsonSchemas): Json => ({
  operationId: operationId(endpoint),
  tags: [endpoint.tag],
  summary: endpoint.summary,
  description: [endpoint.description, endpoint.access.said].filter((text) => text !== undefined).join("\n\n"),
  security: endpoint.access.fails.length === 0 ? [] : [{ ApiKey: [] }],
  parameters: parametersOf(endpoint, schemas),
  ...bodyOf(endpoint, schemas),
  responses: responsesOf(endpoint, schemas)
})

/** The OpenAPI document of some endpoints. */
export const openApiOf = (endpoints: ReadonlyArray<Endpoint>): Readonly<Record<string, Schema.Json>> => {
  const schemas = new JsonSchemas()
  const paths: Record<string, Record<string, Json>> = {}
  for (const endpoint of endpoints) {
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method]: operationOf(endpoint, schemas) }
  }
  const document = {
    openapi: "3.1.0",
    info: { title: "Campanile", version: "v0", description, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    servers: [{ url: ".", description: "Where this document is" }],
    tags: [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: schemas.components(),
      securitySchemes: {
        ApiKey: {
          type: "apiKey",
          in: "header",
          name: keyHeader.toUpperCase(),
          description: "One key opens one workspace."
        }
      }
    }
  }
  // Once through the text, so that it is JSON and nothing else: what is undefined is not there.
  return JSON.parse(JSON.stringify(document))
}
