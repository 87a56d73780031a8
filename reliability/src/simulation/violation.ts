/** The invariants of the design by their names, and that a run comes to its end. */
export type Invariant = "I1" | "I2" | "I3" | "I4" | "I5" | "I6" | "I7" | "I8" | "liveness"

/** An invariant that does not hold, with what was seen. */
export class Violation extends Error {
  readonly invariant: Invariant

  constructor(invariant: Invariant, what: string) {
    super(what)
    this.name = "Violation"
    this.invariant = invariant
  }
}

/** Ends the run unless something holds; the words are made only where it does not. */
export const must = (holds: boolean, invariant: Invariant, what: () => string): void => {
  if (!holds) throw new Violation(invariant, what())
}
