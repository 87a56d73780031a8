import { InvalidInput, invalidInput } from "@campanile/core"
import { Effect } from "effect"

/** The caller numbers of a request that may name them in several ways. */
export interface NamedNumbers {
  readonly from_numbers?: ReadonlyArray<string> | null
  readonly from_number_ids?: ReadonlyArray<string> | null
  readonly from_number?: string | null
  readonly from_number_id?: string | null
  readonly number_pool_id?: string | null
}

const sources = ["from_numbers", "from_number_ids", "from_number", "from_number_id"] as const

/** The numbers that a request names, and by which of its fields; exactly one of `fields` must be given. */
export const namedNumbers = Effect.fnUntraced(
  function*(given: NamedNumbers, fields: ReadonlyArray<(typeof sources)[number]>) {
    if (given.number_pool_id !== undefined && given.number_pool_id !== null) {
      return yield* invalidInput(
        "number_pool_id",
        `number pools are not supported: name caller numbers in ${fields[0]}`
      )
    }
    const named = fields.flatMap((field) => {
      const value = given[field] ?? undefined
      return value === undefined ? [] : [{ field, numbers: typeof value === "string" ? [value] : value }]
    })
    const [only] = named
    if (only === undefined) {
      return yield* invalidInput(fields[0] ?? "", `is required (or ${fields.slice(1).join(", ")})`)
    }
    if (named.length > 1) {
      return yield* new InvalidInput({
        problems: named.map(({ field }) => ({ field, message: `only one of ${fields.join(", ")} may be given` }))
      })
    }
    const [first, ...others] = only.numbers
    if (first === undefined) return yield* invalidInput(only.field, "at least one caller number is required")
    return { field: only.field, numbers: [first, ...others] as const }
  }
)
