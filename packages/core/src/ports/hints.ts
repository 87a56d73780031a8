import { Context, Effect, Stream } from "effect"

/** The loops of an engine that can be woken before their time. */
export type Loop = "schedule" | "dispatch" | "deliver"

/**
 * What nodes on one store tell each other, so that one need not poll to find what another has written. It is a hint and
 * no more: each may come late, twice, or never, and nothing waits for it.
 */
export interface Hints {
  /** Tell the other nodes that these loops may have something to do. */
  readonly tell: (loops: ReadonlyArray<Loop>) => Effect.Effect<void>
  /** What the other nodes tell. */
  readonly told: Stream.Stream<ReadonlyArray<Loop>>
}

/** The hints of this engine; where none are set, as on a store that has one node, nobody tells and nobody is told. */
export const Hints: Context.Reference<Hints> = Context.Reference("@campanile/core/Hints", {
  defaultValue: (): Hints => ({ tell: () => Effect.void, told: Stream.never })
})
