import { JsonSchema, Schema } from "effect"

/** JSON as it stands in a document. */
export type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)

const annotations = ["description", "examples", "default"]

const isAnnotation = (value: unknown): value is Json =>
  isObject(value) && Object.keys(value).every((key) => annotations.includes(key))

/**
 * What is said of a field stands beside its schema, where tools look for it, and not in an `allOf` of its own, which is
 * how it comes where the schema is a reference or a union.
 */
const tidy = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(tidy)
  if (!isObject(value)) return value
  const { allOf, ...rest } = value
  const parts: ReadonlyArray<unknown> = Array.isArray(allOf) ? allOf : []
  const schemas = parts.filter((part) => !isAnnotation(part))
  const said = Object.assign({}, ...parts.filter(isAnnotation)) as Json
  const alone = schemas.length === 1 && Object.keys(rest).length === 0 ? schemas[0] : undefined
  const whole: Json = isObject(alone)
    ? { ...alone, ...said }
    : { ...rest, ...(schemas.length === 0 ? {} : { allOf: schemas }), ...said }
  return Object.fromEntries(Object.entries(whole).map(([key, part]) => [key, tidy(part)]))
}

/**
 * Turns the schemas of the wire into those of one OpenAPI document: what has an identifier becomes a component of that
 * name, once. Requests are closed, for unknown fields are refused; answers are open, for they may grow.
 */
export class JsonSchemas {
  readonly #definitions: Record<string, JsonSchema.JsonSchema> = {}

  /** The JSON schema of a request's part. */
  ofRequest(schema: Schema.Constraint): Json {
    return this.#convert(schema, "error")
  }

  /** The JSON schema of an answer. */
  ofAnswer(schema: Schema.Constraint): Json {
    return this.#convert(schema, "ignore")
  }

  /** The components that the schemas so far refer to. */
  components(): Json {
    const names = Object.keys(this.#definitions).sort()
    return Object.fromEntries(names.map((name) => [name, this.#publish(this.#definitions[name] ?? {})]))
  }

  #convert(schema: Schema.Constraint, onExcessProperty: "error" | "ignore"): Json {
    const document = Schema.toJsonSchemaDocument(schema, { onExcessProperty })
    for (const [name, definition] of Object.entries(document.definitions)) {
      const known = this.#definitions[name]
      if (known !== undefined && JSON.stringify(known) !== JSON.stringify(definition)) {
        throw new Error(`two schemas have the identifier ${name}`)
      }
      this.#definitions[name] = definition
    }
    return this.#publish(document.schema)
  }

  #publish(schema: JsonSchema.JsonSchema): Json {
    const { schemas } = JsonSchema.toMultiDocumentOpenApi3_1({
      dialect: "draft-2020-12",
      schemas: [schema],
      definitions: this.#definitions
    })
    return tidy(schemas[0]) as Json
  }
}
