import { Effect, Schema } from "effect"
import { optional, required, whole } from "./fields.ts"

/** What a query says of which part of a listing is wanted. */
export const pageQuery = (items: string) => ({
  limit: optional(whole(1, 1000), `${items} in the answer at the most. Default: 100.`, 100),
  offset: optional(whole(0, 1_000_000_000), `${items} to leave out at the beginning. Default: 0.`, 0)
})

/** Which part of a listing is answered, of one that is not counted. */
export const pagination = (items: string) =>
  Schema.Struct({
    limit: Schema.Int,
    offset: Schema.Int,
    count: required(Schema.Int, `${items} in this answer.`),
    has_more: required(Schema.Boolean, "Whether there are others behind them.")
  })

/** A part of a listing, and which one it is: one more is looked for than is shown, to know whether there are others. */
export const pageOf = <A, E, R>(
  find: (page: { readonly limit: number; readonly offset: number }) => Effect.Effect<ReadonlyArray<A>, E, R>,
  { limit = 100, offset = 0 }: { readonly limit?: number; readonly offset?: number }
) =>
  Effect.map(find({ limit: limit + 1, offset }), (found) => {
    const items = found.slice(0, limit)
    return { items, pagination: { limit, offset, count: items.length, has_more: found.length > limit } }
  })
