import { Effect, References } from "effect"

/**
 * A piece of the engine's work as a span, where somebody traces. With tracing off it costs nothing: a span that nobody
 * sees still takes a stack trace and two contexts, each time that a loop looks for work.
 */
export const spanned = (name: string) => <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(References.TracerEnabled, (isOn): Effect.Effect<A, E, R> => isOn ? Effect.withSpan(work, name) : work)
