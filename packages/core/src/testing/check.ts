import { Data, Effect, Formatter, Predicate } from "effect"

/** A promise that is not kept, in words: what was looked at, what was expected, and what was there instead. */
export class Mismatch extends Data.TaggedError("Mismatch")<{ readonly message: string }> {}

/** A check: it passes, or fails with an error that says what is wrong. */
export type Check = Effect.Effect<void, Error>

const shown = (value: unknown): string => Formatter.format(value)

/** The most differences that one message lists. */
const most = 8

/** Where two values differ, each with its path. `partly`: what is not in the expected object is not looked at. */
const differences = (actual: unknown, expected: unknown, partly: boolean, path: string): ReadonlyArray<string> => {
  if (Object.is(actual, expected)) return []
  if (Array.isArray(actual) && Array.isArray(expected)) {
    const length = actual.length === expected.length
      ? []
      : [`${path || "it"}: expected ${expected.length} elements, found ${actual.length}`]
    const each = expected.slice(0, actual.length).flatMap((element: unknown, index) =>
      differences(actual[index], element, partly, `${path}[${index}]`)
    )
    const more = actual.slice(expected.length).map((element: unknown, index) =>
      `${path}[${expected.length + index}]: not expected, found ${shown(element)}`
    )
    return [...length, ...each, ...more]
  }
  if (Predicate.isReadonlyObject(actual) && Predicate.isReadonlyObject(expected)) {
    const keys = partly ? Object.keys(expected) : [...new Set([...Object.keys(expected), ...Object.keys(actual)])]
    return keys.flatMap((key) =>
      differences(Reflect.get(actual, key), Reflect.get(expected, key), partly, path === "" ? key : `${path}.${key}`)
    )
  }
  return [`${path || "it"}: expected ${shown(expected)}, found ${shown(actual)}`]
}

const compare = (what: string, actual: unknown, expected: unknown, partly: boolean): Effect.Effect<void, Mismatch> => {
  const found = differences(actual, expected, partly, "")
  if (found.length === 0) return Effect.void
  const more = found.length > most ? [`and ${found.length - most} more`] : []
  return Effect.fail(new Mismatch({ message: [what, ...found.slice(0, most), ...more].join("\n  ") }))
}

/** Fails where the two differ anywhere. `what` says what is looked at. */
export const same = <A>(what: string, actual: A, expected: NoInfer<A>): Effect.Effect<void, Mismatch> =>
  compare(what, actual, expected, false)

/** What {@link like} looks at: any part of a value, arrays whole. */
export type Part<A> = A extends string | number | boolean | null | undefined ? A
  : A extends ReadonlyArray<infer Element> ? ReadonlyArray<Part<Element>>
  : { readonly [Key in keyof A]?: Part<A[Key]> }

/** Fails where something that is expected is not there; what is not named is not looked at. Arrays are compared whole. */
export const like = <A>(what: string, actual: A, expected: Part<NoInfer<A>>): Effect.Effect<void, Mismatch> =>
  compare(what, actual, expected, true)

/** Fails unless the effect fails with an error that has the expected fields. */
export const fails = <A, E extends { readonly _tag: string }, R>(
  what: string,
  effect: Effect.Effect<A, E, R>,
  expected: { readonly _tag: NoInfer<E>["_tag"]; readonly [field: string]: unknown }
): Effect.Effect<void, Mismatch, R> =>
  Effect.matchEffect(effect, {
    onFailure: (error) => compare(what, error, expected, true),
    onSuccess: (value) =>
      Effect.fail(new Mismatch({ message: `${what}\n  expected the error ${shown(expected)}, found ${shown(value)}` }))
  })

/** Fails unless the condition holds; `found` is what a reader then wants to see. */
export const holds = (what: string, condition: boolean, found: unknown): Effect.Effect<void, Mismatch> =>
  condition ? Effect.void : Effect.fail(new Mismatch({ message: `${what}\n  found ${shown(found)}` }))
