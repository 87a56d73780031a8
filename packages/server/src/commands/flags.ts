import { Option } from "effect"
import { Flag } from "effect/cli"
import type { Texts } from "../settings.ts"

/** A flag whose text is read by the settings, so that all wrong ones are told together and by name. */
export const text = (name: string, metavar: string, description: string): Flag.Flag<Option.Option<string>> =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.optional)

/** A flag that is either there or not. */
export const given = (name: string, description: string): Flag.Flag<boolean> =>
  Flag.Boolean(name).pipe(Flag.withDescription(description), Flag.withoutNegation, Flag.withDefault(false))

/** Which database, for every command that opens one. */
export const database: Flag.Flag<Option.Option<string>> = text(
  "database",
  "URL",
  "sqlite:PATH or postgres://…; CAMPANILE_DATABASE_URL, or sqlite:campanile.db"
)

/** Flags by name, as settings read them. */
export const texts = (flags: Readonly<Record<string, Option.Option<string>>>): Texts =>
  Object.fromEntries(Object.entries(flags).map(([name, value]) => [name, Option.getOrUndefined(value)]))
