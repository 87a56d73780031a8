import { Redacted, Schema } from "effect"

/** The database cannot be used as a store: it cannot be reached, or does not let us in, or lets us do too little. */
export class PostgresUnusable extends Schema.TaggedError<PostgresUnusable>()("PostgresUnusable", {
  /** Host, port and database; never user or password. */
  address: Schema.String,
  cause: Schema.Defect()
}) {
  override get message(): string {
    const reason = this.cause instanceof Error ? this.cause.message || this.cause.name : String(this.cause)
    return `the database ${this.address} cannot be used: ${reason}`
  }
}

/**
 * What of a database's URL may be shown: where it is, and not how to get in. Undefined where it is no such URL, or where
 * signs of a password are written so that they would be taken for something else.
 */
export const addressOf = (url: Redacted.Redacted): string | undefined => {
  const text = Redacted.value(url)
  if (!/^postgres(?:ql)?:\/\//u.test(text) || !URL.canParse(text)) return undefined
  const { hash, host, pathname, search, searchParams } = new URL(text)
  if (hash !== "" || search.includes("@") || !/^\/[^/@]+$/u.test(pathname)) return undefined
  return `${host || searchParams.get("host") || "localhost"}${pathname}`
}
