import fc from "fast-check"
import { expect, it } from "vitest"
import type { OpenApi } from "./conformance.ts"
import { at, from, openWorkspace, operator, upload } from "./given.ts"

interface Route {
  readonly method: string
  readonly path: string
  /** The fields of its JSON body, or of its form. */
  readonly fields: ReadonlyArray<string>
  readonly isForm: boolean
  readonly query: ReadonlyArray<string>
}

type Described = { readonly $ref?: string; readonly properties?: Readonly<Record<string, object>> }

const open = async () => {
  const opened = await openWorkspace()
  const document = await (await opened.app.request("/openapi.json")).json() as OpenApi
  const fieldsOf = (schema: Described = {}): ReadonlyArray<string> =>
    schema.$ref === undefined
      ? Object.keys(schema.properties ?? {})
      : fieldsOf(document.components.schemas[schema.$ref.split("/").at(-1) ?? ""])
  const routes = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { parameters, requestBody }]): Route => {
      const [mediaType, content] = Object.entries(requestBody?.content ?? {})[0] ?? []
      return {
        method: method.toUpperCase(),
        path,
        fields: fieldsOf(content?.schema),
        isForm: mediaType === "multipart/form-data",
        query: parameters.filter((parameter) => parameter.in === "query").map(({ name }) => name)
      }
    })
  )
  const saved = await opened.mine.form("/campaign/save", upload(opened.agentId))
  const known = [
    at(saved, "campaign_id"),
    at(saved, "list_id"),
    opened.agentId,
    opened.numberId,
    opened.workspaceId,
    from,
    "02/12/2026, 10:00",
    "9999-12-31T23:59",
    "0000-01-01T00:00",
    "+91",
    "Asia/Kolkata",
    "09:00",
    "24:00",
    "{\"call_time\":{\"timezone\":\"Asia/Kolkata\",\"days\":[\"monday\"]},\"call_retry_config\":{\"retry_count\":19}}",
    "true"
  ]
  return { ...opened, routes, known }
}

/** A value of any JSON type: often one that means something here. */
const valueOf = (known: ReadonlyArray<string>) =>
  fc.oneof(
    fc.constantFrom(...known),
    fc.constantFrom(...known).map((value) => [value]),
    fc.string({ unit: "binary" }),
    fc.constantFrom("", "\u0000", "\uD800", "__proto__", "=1+1", "-1", "1e309"),
    fc.constantFrom(0, -1, 0.1, 1e21, Number.MAX_SAFE_INTEGER, 2 ** 31),
    fc.boolean(),
    fc.constant(null),
    fc.dictionary(
      fc.oneof(fc.constantFrom("call_time", "call_retry_config", "timezone", "retry_count", "kind", "__proto__"), fc.string()),
      fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(...known)),
      { maxKeys: 4 }
    ),
    fc.jsonValue({ maxDepth: 3 })
  )

const textOf = (value: unknown) => typeof value === "string" ? value : JSON.stringify(value) ?? ""

const part = (name: string, value: string) =>
  `--b\r\nContent-Disposition: form-data; name="${name}"${name === "file" ? "; filename=\"a.csv\"" : ""}\r\n\r\n${value}\r\n`

const csvText = fc.oneof(
  fc.constant("phone,callee_name\n+919876543210,Asha\n"),
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.array(fc.array(fc.constantFrom("phone", "callee_name", "+919876543210", "\"", "=1", "", "\u0000"), { maxLength: 4 }), {
    maxLength: 6
  }).map((rows) => rows.map((cells) => cells.join(",")).join("\n"))
)

// Each run is a request; the seed of a failing one is printed and replays it.
const runs = { numRuns: 1000 }

it("no request, however wrong, is answered with a fault of the server", async () => {
  const { client, key, known, routes } = await open()
  const value = valueOf(known)
  const request = fc.constantFrom(...routes).chain((route) =>
    fc.record({
      route: fc.constant(route),
      key: fc.constantFrom(key, key, key, operator, "wrong"),
      id: fc.oneof(fc.constantFrom(...known), fc.string()),
      query: fc.dictionary(fc.constantFrom(...route.query, "colour"), value, { maxKeys: 3 }),
      fields: fc.dictionary(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...route.fields, "colour") }, fc.string()), value),
      file: csvText,
      raw: fc.option(fc.uint8Array({ maxLength: 64 }), { freq: 10 }),
      contentType: fc.constantFrom(...Array.from({ length: 8 }, () => undefined), "text/plain", "multipart/form-data", "")
    })
  )
  const statuses = new Set<number>()
  await fc.assert(
    fc.asyncProperty(request, async ({ contentType, fields, file, id, key, query, raw, route }) => {
      const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, textOf(value)]))
      const path = `${route.path.replaceAll(/\{\w+\}/gu, () => encodeURIComponent(id.toWellFormed()))}?${search}`
      const form = { ...fields, ...(route.isForm ? { file } : {}) }
      const parts = Object.entries(form).map(([name, value]) => part(name, textOf(value)))
      const body = route.method === "GET"
        ? {}
        : { body: raw ?? (route.isForm ? `${parts.join("")}--b--\r\n` : JSON.stringify(fields)) }
      const usual = route.isForm ? "multipart/form-data; boundary=b" : "application/json"
      const { status, text } = await client(key).send(route.method, path, {
        headers: { "content-type": contentType ?? usual },
        ...body
      })
      statuses.add(status)
      expect(status, `${route.method} ${path} ${text}`).toBeLessThan(500)
    }),
    runs
  )
  // A fuzz that never gets past the first check would prove nothing.
  for (const status of [200, 400, 401, 403, 404, 415, 422]) expect([...statuses]).toContain(status)
})

it("no upload that begins well, however it goes on, is answered with a fault of the server", async () => {
  const { agentId, client, key, known } = await open()
  const names = Object.keys(upload(agentId))
  const statuses = new Set<number>()
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.constantFrom(...names, "variables_map", "remove_invalid_rows"), valueOf(known), { maxKeys: 2 }),
      csvText,
      fc.nat(),
      fc.boolean(),
      async (wrong, file, cut, isCut) => {
        const fields: Record<string, unknown> = { ...upload(agentId), file, ...wrong }
        const whole = `${Object.entries(fields).map(([name, value]) => part(name, textOf(value))).join("")}--b--\r\n`
        const { status, text } = await client(key).send("POST", "/ca/api/v0/campaign/upload-csv", {
          headers: { "content-type": "multipart/form-data; boundary=b" },
          body: isCut ? whole.slice(0, cut % whole.length) : whole
        })
        statuses.add(status)
        expect(status, text).toBeLessThan(500)
      }
    ),
    { numRuns: 300 }
  )
  for (const status of [200, 400, 422]) expect([...statuses]).toContain(status)
})
