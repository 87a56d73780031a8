import pg from "pg"

const bigint = 20

/** A whole number of 64 bits as one of JavaScript's; one that it cannot hold exactly is an error, not a rounded one. */
const wholeNumber = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`the database holds ${text}, which is no exact number here`)
  return value
}

/** How the values of this store's connections are read; other users of `pg` in the process keep theirs. */
export const parserOf: typeof pg.types.getTypeParser = (oid: number, format?: "text" | "binary") =>
  oid === bigint ? wholeNumber : pg.types.getTypeParser(oid, format === "binary" ? "binary" : "text")
