import { Schema } from "effect"
import type { Dice } from "./dice.ts"

/** The server refused a request, or nobody answered. */
export class RequestFailed extends Schema.TaggedError<RequestFailed>()("RequestFailed", {
  request: Schema.String,
  /** Null where no answer came: what was asked for may have happened. */
  status: Schema.NullOr(Schema.Int),
  detail: Schema.String
}) {
  override get message(): string {
    return `${this.request}: ${this.status ?? "no answer"} ${this.detail}`
  }
}

/** Real milliseconds that an answer may take, where nothing else is said. */
const usualPatience = 5000

/** Real milliseconds that a client waits for an answer: mostly as long as usual, and sometimes hardly at all. */
export const somePatience = (dice: Dice): number => dice.chance(0.25) ? dice.whole(5, 400) : usualPatience

/** A client of the HTTP API with one key. Nothing is asked twice. */
export const httpClient = (address: string, key: string) => {
  const send = async <A>(
    schema: Schema.Codec<A, Schema.Json>,
    method: string,
    path: string,
    body?: string | FormData,
    patience = usualPatience
  ): Promise<A> => {
    const request = `${method} ${path}`
    const headers = { "x-api-key": key, ...(typeof body === "string" ? { "content-type": "application/json" } : {}) }
    const init = { method, headers, signal: AbortSignal.timeout(patience), ...(body === undefined ? {} : { body }) }
    const [status, text] = await fetch(`${address}/ca/api/v0${path}`, init).then(
      async (response): Promise<[number | null, string]> => [response.status, await response.text()]
    ).catch((error: unknown): [number | null, string] => [null, error instanceof Error ? error.message : ""])
    if (status === null || status < 200 || status > 299) {
      throw new RequestFailed({ request, status, detail: text.slice(0, 500) })
    }
    return Schema.decodeUnknownSync(Schema.fromJsonString(schema))(text)
  }
  return {
    get: <A>(path: string, schema: Schema.Codec<A, Schema.Json>) => send(schema, "GET", path),
    /** `patience` is for how long an answer is waited for, in real milliseconds. */
    post: <A>(path: string, body: Schema.Json, schema: Schema.Codec<A, Schema.Json>, patience?: number) =>
      send(schema, "POST", path, JSON.stringify(body), patience),
    upload: <A>(
      path: string,
      csv: string,
      fields: Readonly<Record<string, string>>,
      schema: Schema.Codec<A, Schema.Json>
    ) => {
      const form = new FormData()
      for (const [name, value] of Object.entries(fields)) form.set(name, value)
      form.set("file", new Blob([csv], { type: "text/csv" }), "contacts.csv")
      return send(schema, "POST", path, form)
    }
  }
}

/** See {@link httpClient}. */
export type HttpClient = ReturnType<typeof httpClient>
