import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js"
import { expect } from "vitest"

/** The parts of an OpenAPI document that the tests look at. */
export interface Operation {
  readonly operationId: string
  readonly security: ReadonlyArray<object>
  readonly parameters: ReadonlyArray<{ readonly name: string; readonly in: string; readonly description?: string }>
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> }
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, object>> }>>
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, object>> }
}

/** Finds the path of a document under which a request's path falls; literal paths come before those with parameters. */
const pathsOf = (document: OpenApi) => {
  const paths = Object.keys(document.paths).map((template) => ({
    template,
    fits: new RegExp(`^${template.replaceAll(/\{\w+\}/gu, "[^/]+")}$`, "u")
  }))
  return (path: string): string | undefined => {
    const found = paths.filter(({ fits }) => fits.test(path)).map(({ template }) => template)
    return found.find((template) => !template.includes("{")) ?? found[0]
  }
}

const pointer = (...parts: ReadonlyArray<string>) =>
  parts.map((part) => `/${encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))}`).join("")

/** Checks that what an app answers is what its OpenAPI document says: status, media type and body. */
export const conformance = (document: OpenApi) => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
  ajv.addSchema(document, "openapi")
  const validators = new Map<string, ValidateFunction>()
  const pathOf = pathsOf(document)

  return (method: string, path: string, status: number, mediaType: string, body: unknown): void => {
    const template = pathOf(path)
    const operation = template === undefined ? undefined : document.paths[template]?.[method.toLowerCase()]
    if (template === undefined || operation === undefined) return
    const response = operation.responses[status]
    expect(response, `${method} ${template} answered ${status}, which is not described`).toBeDefined()
    expect(Object.keys(response?.content ?? {}), `${method} ${template} ${status}`).toContain(mediaType)
    if (!mediaType.endsWith("json")) return
    const ref = `openapi#${
      pointer("paths", template, method.toLowerCase(), "responses", String(status), "content", mediaType, "schema")
    }`
    const validate = validators.get(ref) ?? ajv.compile({ $ref: ref })
    validators.set(ref, validate)
    expect(validate(body), `${method} ${template} ${status}: ${ajv.errorsText(validate.errors)}`).toBe(true)
  }
}
