import { Effect, Schema, SchemaIssue } from "effect"

/** What was given is not valid; every wrong field is named. */
export class InvalidInput extends Schema.TaggedError<InvalidInput>()("InvalidInput", {
  problems: Schema.Array(Schema.Struct({ field: Schema.String, message: Schema.String }))
}) {
  override get message(): string {
    return this.problems.map(({ field, message }) => field === "" ? message : `${field}: ${message}`).join("; ")
  }
}

/** One wrong field. */
export const invalid = (field: string, message: string): InvalidInput =>
  new InvalidInput({ problems: [{ field, message }] })

const standard = SchemaIssue.makeFormatterStandardSchemaV1({
  leafHook: (issue) =>
    issue._tag === "MissingKey"
      ? "is required"
      : issue._tag === "UnexpectedKey"
      ? "is not a known field"
      : SchemaIssue.defaultLeafHook(issue)
})

/**
 * Decode what nobody has looked at yet, such as the body of a request: every wrong field is named, and none that is not
 * known is let through.
 */
export const decodeUnknownInput = <S extends Schema.ConstraintDecoder<unknown>>(
  schema: S
): (input: unknown) => Effect.Effect<S["Type"], InvalidInput> => {
  const decode = Schema.decodeUnknownEffect(schema, { errors: "all", onExcessProperty: "error" })
  return (input) =>
    decode(input).pipe(Effect.mapError(({ issue }) =>
      new InvalidInput({
        problems: standard(issue).issues.map(({ message, path }) => ({
          field: (path ?? []).map((part) => String(typeof part === "object" ? part.key : part)).join("."),
          message
        }))
      })
    ))
}

/** Decode what a caller gave; the operations trust nobody, for not everybody writes TypeScript. */
export const decodeInput = <A, I>(schema: Schema.Codec<A, I>): (input: I) => Effect.Effect<A, InvalidInput> =>
  decodeUnknownInput(schema)
