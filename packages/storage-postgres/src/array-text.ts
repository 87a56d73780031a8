import type { Kind } from "@campanile/storage-sql"

/** How Postgres calls what a column holds. */
export const typeOf = { text: "text", integer: "bigint", real: "double precision" } as const satisfies Record<
  Kind,
  string
>

const needsEscape = /["\\]/u

const quoted = (text: string) => `"${needsEscape.test(text) ? text.replaceAll(/["\\]/gu, String.raw`\$&`) : text}"`

/** Values as the text of a Postgres array, so that any number of them is one parameter. */
export const arrayText = (values: ReadonlyArray<unknown>): string =>
  `{${values.map((value) => typeof value === "string" ? quoted(value) : JSON.stringify(value ?? null)).join(",")}}`
