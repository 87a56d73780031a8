import { Effect, Redacted, Schema } from "effect"

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

/** What of a database's URL may be shown: where it is, and not how to get in. */
export const addressOf = (url: Redacted.Redacted): Effect.Effect<string, PostgresUnusable> => {
  const text = Redacted.value(url)
  if (!/^postgres(?:ql)?:\/\//u.test(text) || !URL.canParse(text)) {
    const cause = new Error("its URL is not like postgres://user:password@host:5432/database")
    return Effect.fail(new PostgresUnusable({ address: "of the settings", cause }))
  }
  const { host, pathname, searchParams } = new URL(text)
  return Effect.succeed(`${host || searchParams.get("host") || "localhost"}${pathname}`)
}
