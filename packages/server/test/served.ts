import { assert } from "@effect/vitest"
import { campanile } from "./program.ts"

/** The operator's key of servers that tests start. */
export const adminKey = "an-admin-key-for-tests"

/** Start a server on a database, on a port that is free. */
export const serve = async (
  database: string,
  env: Readonly<Record<string, string>> = {},
  flags: ReadonlyArray<string> = []
) => {
  const server = campanile(["serve", ...flags], {
    CAMPANILE_DATABASE_URL: `sqlite:${database}`,
    CAMPANILE_ADMIN_KEY: adminKey,
    PORT: "0",
    HOST: "127.0.0.1",
    ...env
  })
  const [, address] = await server.prints(/Campanile listens on (http:\/\/127\.0\.0\.1:\d+)/u)
  return { server, address: address! }
}

/** Ask a server, with JSON or a form where there is something to send; whatever is refused fails the test. */
export const send = async (address: string, key: string, path: string, body?: unknown): Promise<unknown> => {
  const isForm = body instanceof FormData
  const response = await fetch(`${address}/ca/api/v0${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { "x-api-key": key, ...(isForm ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) })
  })
  assert.isTrue(response.ok, `${path}: ${response.status} ${response.ok ? "" : await response.text()}`)
  return response.json()
}

/** The text at a path of an answer. */
export const text = (value: unknown, ...path: ReadonlyArray<string>): string => {
  const found = path.reduce<unknown>(
    (at, name) => typeof at === "object" && at !== null ? Reflect.get(at, name) : at,
    value
  )
  return typeof found === "string" ? found : assert.fail(`there is no text at ${path.join(".")}`)
}
