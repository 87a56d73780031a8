import type { Store } from "@campanile/core"
import { addressOf, postgresStore, type PostgresUnusable } from "@campanile/storage-postgres"
import { type DatabaseTooNew, type DatabaseUnusable, sqliteStore, type Synchronous } from "@campanile/storage-sqlite"
import type { Layer } from "effect"
import { Redacted, Result } from "effect"
import { oneOf, type Setting } from "./settings.ts"

/** Where a server keeps everything: in a file of its own, or in a Postgres that it may share with other nodes. */
export type Database =
  | { readonly kind: "sqlite"; readonly path: string }
  | {
    readonly kind: "postgres"
    readonly url: Redacted.Redacted
    /** Where to listen for what other nodes write; the URL itself where it is undefined. */
    readonly hints: Redacted.Redacted | "off" | undefined
  }

/** A URL as it may be shown: without what comes before the host, whatever signs the password has. */
export const withoutPassword = (url: string): string => url.replace(/\/\/.*@/u, "//…@")

const sqlite = (text: string): Result.Result<Database, string> =>
  /^sqlite:(?:\/\/\/)?[^/:]|^sqlite:\/[^/]/u.test(text)
    ? Result.succeed({ kind: "sqlite", path: text.slice("sqlite:".length).replace(/^\/\/\//u, "/") })
    : Result.fail(
      "must be sqlite:PATH, such as sqlite:campanile.db, or postgres://USER:PASSWORD@HOST/DATABASE, " +
        `not "${withoutPassword(text)}"`
    )

const postgres = (text: string): Result.Result<Database, string> => {
  const url = Redacted.make(text)
  return addressOf(url) === undefined
    ? Result.fail(
      "must be like postgres://USER:PASSWORD@HOST:5432/DATABASE, with signs such as @ and / written as %40 and %2F"
    )
    : Result.succeed({ kind: "postgres", url, hints: undefined })
}

/** The database of a server, by its URL. */
export const database: Setting<Database> = {
  flag: "database",
  env: "CAMPANILE_DATABASE_URL",
  otherwise: { kind: "sqlite", path: "campanile.db" },
  read: (text) => /^postgres(?:ql)?:/u.test(text) ? postgres(text) : sqlite(text)
}

/** What a commit to a SQLite file waits for; Postgres has settings of its own. */
export const synchronous: Setting<Synchronous> = {
  env: "CAMPANILE_SQLITE_SYNCHRONOUS",
  otherwise: "full",
  read: oneOf("full", "normal")
}

/** Where nodes listen for what others write to their Postgres, where that is not its URL. */
export const databaseHints: Setting<Redacted.Redacted | "off" | undefined> = {
  env: "CAMPANILE_DATABASE_HINTS",
  otherwise: undefined,
  read: (text) => {
    if (text === "off") return Result.succeed("off")
    const url = Redacted.make(text)
    return addressOf(url) === undefined
      ? Result.fail(
        "must be off, or the URL of the database without a pooler, like postgres://USER:PASSWORD@HOST:5432/DATABASE"
      )
      : Result.succeed(url)
  }
}

/** A database with the place where to listen for what is written to it; a file has none. */
export const withHints = (given: Database, hints: Redacted.Redacted | "off" | undefined): Database =>
  given.kind === "postgres" ? { ...given, hints } : given

/** A database as it may be named to people: without user and password. */
export const nameOf = (given: Database): string =>
  given.kind === "sqlite" ? given.path : `postgres://${addressOf(given.url) ?? ""}`

/** The store on a database. */
export const storeOf = (
  given: Database,
  synchronous: Synchronous
): Layer.Layer<Store, DatabaseUnusable | PostgresUnusable | DatabaseTooNew> =>
  given.kind === "sqlite"
    ? sqliteStore({ path: given.path, synchronous })
    : postgresStore({ url: given.url, ...(given.hints === undefined ? {} : { hints: given.hints }) })
