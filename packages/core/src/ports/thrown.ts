/**
 * What something that was thrown says of itself. Anything can be thrown, also what throws in turn when it is asked; an
 * error that is about to be told must not end in another one.
 */
export const wordsOf = (thrown: unknown): string => {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown)
  } catch {
    return "something that cannot be printed"
  }
}
