import fc from "fast-check"
import { expect, it } from "vitest"
import type { OpenApi } from "./conformance.ts"
import { dial, end } from "./dial.ts"
import { type Answered, at, csv, from, openWorkspace, operator, upload } from "./given.ts"
import {
  boundary,
  contentTypeOf,
  damaged,
  file,
  formText,
  nameOf,
  partHeaders,
  queryOf,
  seed,
  segmentOf,
  textOf,
  valueOf
} from "./hostile.ts"
import { rightRequests, type Saved, type Written } from "./right-requests.ts"
import { Writes } from "./writes.ts"

interface Route {
  readonly method: string
  readonly path: string
  /** The fields of its JSON body, or of its form. */
  readonly fields: ReadonlyArray<string>
  readonly isForm: boolean
  readonly query: ReadonlyArray<string>
}

type Described = { readonly $ref?: string; readonly properties?: Readonly<Record<string, object>> }

const routesOf = (document: OpenApi): ReadonlyArray<Route> => {
  const fieldsOf = (schema: Described = {}): ReadonlyArray<string> =>
    schema.$ref === undefined
      ? Object.keys(schema.properties ?? {})
      : fieldsOf(document.components.schemas[schema.$ref.split("/").at(-1) ?? ""])
  return Object.entries(document.paths).flatMap(([path, operations]) =>
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
}

const formType = `multipart/form-data; boundary=${boundary}`

// A request that is never answered is a failure like others: it is told which one it was.
const runs = (numRuns: number) => ({
  seed,
  numRuns,
  timeout: 20_000,
  interruptAfterTimeLimit: 150_000,
  markInterruptAsFailure: true
})

/** A workspace that is asked for anything, and whose every answer is looked at. */
const open = async () => {
  const writes = new Writes()
  const opened = await openWorkspace({}, writes.noted)
  const saved = await opened.mine.form("/campaign/save", upload(opened.agentId))
  const odd = await opened.mine.post("/agent", { name: "Odd", prompt: "@{{__proto__}} @{{constructor}} @{{a b}}" })
  const statuses = new Set<number>()
  const known = [
    at(saved, "campaign_id"),
    at(saved, "list_id"),
    opened.agentId,
    at(odd, "id"),
    opened.numberId,
    opened.workspaceId,
    from,
    "+919876543210",
    "02/12/2026, 10:00",
    "2026-12-05T18:00:00+05:30",
    "9999-12-31T23:59",
    "0000-01-01T00:00",
    "+91",
    "Asia/Kolkata",
    "09:00",
    "24:00",
    "https://example.com/hook",
    "registered",
    "+1201*",
    "campaign",
    "subject",
    "us-federal",
    "2026-12-25",
    "workspace",
    "{\"call_time\":{\"timezone\":\"Asia/Kolkata\",\"days\":[\"monday\"]},\"call_retry_config\":{\"retry_count\":19}}",
    "{\"a\":\"constructor\",\"__proto__\":\"callee_name\"}",
    "true"
  ]

  /** Send a request; its answer is one that is described, and where it refuses, nothing of the request has stayed. */
  const check = async (key: string, method: string, path: string, init: RequestInit = {}): Promise<Answered> => {
    const sent = init.body instanceof Uint8Array ? Buffer.from(init.body).toString("latin1") : init.body
    const said = `${method} ${path} ${typeof sent === "string" ? sent.slice(0, 1000) : ""}`
    await opened.run(writes.left)
    const answered = await opened.client(key).send(method, path, init)
    const { body, mediaType, status, text } = answered
    const left = await opened.run(writes.left)
    statuses.add(status)
    expect(status, `${said}: ${text}`).toBeLessThan(500)
    if (status < 400) return answered
    expect(mediaType, said).toBe("application/problem+json")
    expect(body, said).toMatchObject({ status })
    expect(left, `${said}: ${text}`).toEqual([])
    return answered
  }

  /** All that was taken can be told again. */
  const retell = async () => {
    const told = async (path: string, key = opened.key) => {
      const answered = await check(key, "GET", `/ca/api/v0${path}`)
      expect(answered.status, path).toBe(200)
      return answered
    }
    const idsIn = ({ body }: Answered, list: string, id: string): ReadonlyArray<string> => {
      const items: unknown = Reflect.get(Object(body), list)
      return Array.isArray(items) ? items.map((item: unknown) => String(Reflect.get(Object(item), id))) : []
    }
    const alone = [
      "",
      "/numbers",
      "/credits",
      "/concurrency",
      "/call-frequency-cap",
      "/suppressions/export.csv",
      "/webhooks",
      "/webhooks/dead"
    ]
    for (const path of alone) await told(`/workspace${path}`)
    const suppressions = idsIn(await told("/workspace/suppressions?limit=1000"), "suppressions", "pattern")
    await told("/workspace/all", operator)
    for (const id of idsIn(await told("/agent/all"), "agents", "id")) await told(`/agent/${id}`)
    const history = await told("/calling/history?limit=200")
    for (const id of idsIn(history, "calls", "id")) {
      await told(`/calling/${id}`)
      await told(`/calling/${id}/explain`)
    }
    for (const phone of new Set(idsIn(history, "calls", "to_number"))) {
      await told(`/calling/explain?phone=${encodeURIComponent(phone)}`)
    }
    const campaigns = await told("/campaign/all?limit=100")
    for (const id of idsIn(campaigns, "campaigns", "id")) {
      await told(`/campaign/info/${id}`)
      await told(`/campaign/${id}/credits`)
    }
    for (const id of idsIn(campaigns, "campaigns", "list_id")) {
      await told(`/campaign/upload-status/${id}`)
      await told(`/campaign/upload-status/${id}/invalid-rows.csv`)
    }
    return { suppressions }
  }

  const routes = routesOf(await (await opened.app.request("/openapi.json")).json() as OpenApi)
  return { ...opened, check, known, retell, routes, statuses }
}

it("no request, however wrong, is answered with a fault of the server", async () => {
  const { check, key, known, retell, routes, statuses } = await open()
  const request = fc.constantFrom(...routes).chain((route) =>
    fc.tuple(
      fc.array(fc.tuple(nameOf(route.fields), valueOf(known)), { maxLength: 5 }),
      fc.option(file, { nil: undefined, freq: 4 }),
      partHeaders
    ).chain(([fields, file, headers]) => {
      const written = route.isForm
        ? formText(
          [...fields, ...(file === undefined ? [] : [["file", file]] as const)].map(
            ([name, value]) => [name, textOf(value)]
          ),
          headers
        )
        : JSON.stringify(Object.fromEntries(fields))
      return fc.record({
        method: fc.oneof(
          { weight: 20, arbitrary: fc.constant(route.method) },
          fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
        ),
        path: fc.constant(route.path),
        key: fc.constantFrom(key, key, key, key, operator, operator, "wrong", "", "\u00FF"),
        id: segmentOf(known),
        query: fc.oneof(
          { weight: 2, arbitrary: fc.constant("") },
          { weight: 1, arbitrary: queryOf(route.query, known) }
        ),
        body: fc.oneof({ weight: 6, arbitrary: fc.constant(written) }, { weight: 1, arbitrary: damaged(written) }),
        contentType: contentTypeOf(route.isForm ? formType : "application/json")
      })
    })
  )
  await fc.assert(
    fc.asyncProperty(request, async ({ body, contentType, id, key, method, path, query }) => {
      await check(key, method, `${path.replaceAll(/\{\w+\}/gu, () => id)}${query === "" ? "" : `?${query}`}`, {
        headers: { "content-type": contentType },
        ...(method === "GET" ? {} : { body })
      })
    }),
    runs(3000)
  )
  await retell()
  // A fuzz that never gets past the first check would prove nothing.
  for (const status of [200, 400, 401, 403, 404, 405, 415, 422]) expect([...statuses]).toContain(status)
})

it("no upload that begins well, however it goes on, is a fault or stays as half", async () => {
  const { agentId, check, key, known, mine, retell, statuses } = await open()
  const list = at(await mine.form("/campaign/upload-csv", upload(agentId)), "bulk_list_id")
  await mine.post("/campaign/make-call-async", { bulk_list_id: list, from_numbers: [from] })
  const right = upload(agentId)
  const config = fc.dictionary(nameOf(["call_time", "call_retry_config", "max_call_length"]), valueOf(known))
    .map((config) => JSON.stringify({ call_time: { timezone: "Asia/Kolkata" }, ...config }))
  const map = fc.dictionary(
    nameOf(["one", "other"]),
    fc.oneof({ weight: 3, arbitrary: nameOf(["callee_name", "city"]) }, { weight: 1, arbitrary: valueOf(known) }),
    { maxKeys: 3 }
  ).map((map) => JSON.stringify(map))
  const other: fc.Arbitrary<Written> = fc.oneof(
    fc.constant({}),
    config.map((call_config) => ({ call_config })),
    map.map((variables_map) => ({ variables_map })),
    fc.constantFrom(...known).map((agent_id) => ({ agent_id })),
    fc.dictionary(nameOf(Object.keys(right)), valueOf(known), { maxKeys: 2 })
  )
  const form = fc.tuple(
    other,
    fc.option(file, { nil: csv, freq: 1 }),
    fc.constantFrom("true", "false"),
    partHeaders
  ).chain(([other, file, remove_invalid_rows, headers]) => {
    const fields = { ...right, file, remove_invalid_rows, ...other }
    const written = formText(Object.entries(fields).map(([name, value]) => [name, textOf(value)]), headers)
    return fc.oneof({ weight: 6, arbitrary: fc.constant(written) }, { weight: 1, arbitrary: damaged(written) })
  })
  await fc.assert(
    fc.asyncProperty(form, fc.constantFrom("save", "upload-csv"), async (body, flow) => {
      await check(key, "POST", `/ca/api/v0/campaign/${flow}`, { headers: { "content-type": formType }, body })
    }),
    runs(800)
  )
  const reading = { country_code: "+91", timezone: "Asia/Kolkata", unique: "list", remove_invalid_rows: "true" }
  const suppressing = { country_code: "+91", scope: "subject", subject: "parcels", source: "desk", reason: "asked" }
  const more = fc.constantFrom<readonly [string, Written]>(
    [`/campaign/upload-csv/${list}/append`, reading],
    [`/campaign/upload-csv/${list}/mend`, reading],
    ["/campaign/upload-csv/dry-run", { ...reading, remove_invalid_rows: undefined, agent_id: agentId }],
    ["/workspace/suppressions/import", suppressing]
  ).chain(([path, usual]) =>
    fc.tuple(
      fc.subarray(Object.keys(usual)),
      fc.dictionary(nameOf(Object.keys(usual)), valueOf(known), { maxKeys: 1 }),
      file,
      partHeaders
    ).chain(([names, other, file, headers]) => {
      const fields = { ...Object.fromEntries(names.map((name) => [name, usual[name]])), ...other, file }
      const given = Object.entries(fields).filter(([, value]) => value !== undefined)
      const written = formText(given.map(([name, value]) => [name, textOf(value)]), headers)
      return fc.record({
        path: fc.constant(path),
        body: fc.oneof({ weight: 6, arbitrary: fc.constant(written) }, { weight: 1, arbitrary: damaged(written) })
      })
    })
  )
  const taken = new Set<string>()
  await fc.assert(
    fc.asyncProperty(more, async ({ body, path }) => {
      const { status } = await check(key, "POST", `/ca/api/v0${path}`, { headers: { "content-type": formType }, body })
      if (status === 200) taken.add(path)
    }),
    runs(800)
  )
  expect(taken.size).toBe(4)
  await retell()
  for (const status of [200, 400, 404, 422]) expect([...statuses]).toContain(status)
})

const pathsIn = (value: unknown, path: ReadonlyArray<string> = []): ReadonlyArray<ReadonlyArray<string>> =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([name, part]) => [[...path, name], ...pathsIn(part, [...path, name])])
    : []

/** A body with another value, or one more, or none, at a place of it. */
const changed = (value: unknown, [name, ...rest]: ReadonlyArray<string>, by: unknown): unknown =>
  name === undefined
    ? by
    : typeof value === "object" && value !== null
    ? { ...value, [name]: changed(Reflect.get(value, name), rest, by) }
    : value

it("no field of a request that is otherwise right makes it a fault or half done", async () => {
  const { agentId, check, key, known, mine, numberId, retell, run, statuses, workspaceId } = await open()
  const drafts: Array<Saved> = []
  for (let count = 0; count < 40; count++) {
    const saved = await mine.form("/campaign/save", upload(agentId))
    drafts.push({ campaign_id: at(saved, "campaign_id"), list_id: at(saved, "list_id") })
  }
  const registered = await mine.post("/calling/outbound/individual", {
    mobile_number: "+919876543219",
    agent_id: agentId,
    from_number: from,
    custom_args_values: { callee_name: "A" }
  })
  const callId = at(registered, "data.call_id")
  await run(end(await run(dial(workspaceId)), "answered"))
  const attemptId = at(await mine.get(`/calling/${callId}`), "attempts.0.id")
  const webhookId = at(await mine.post("/workspace/webhooks", { url: "https://example.com/hook" }), "id")
  const rightFor = rightRequests({ agentId, attemptId, callId, key, numberId, webhookId, workspaceId })
  const request = fc.constantFrom(...drafts).chain((draft) => fc.constantFrom(...rightFor(draft))).chain(
    ([key, method, path, body]) =>
      fc.record({
        path: fc.constant(path),
        method: fc.constant(method),
        key: fc.constant(key),
        body: fc.tuple(
          fc.oneof(
            { weight: 4, arbitrary: fc.constantFrom(...pathsIn(body)) },
            { weight: 1, arbitrary: nameOf([]).map((name) => [name]) },
            { weight: 1, arbitrary: fc.constant(undefined) }
          ),
          fc.option(valueOf(known), { nil: undefined, freq: 12 })
        ).map(([at, value]) => at === undefined ? body : changed(body, at, value))
      })
  )
  await fc.assert(
    fc.asyncProperty(request, async ({ body, key, method, path }) => {
      await check(key, method, `/ca/api/v0${path}`, {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body)
      })
    }),
    runs(3000)
  )
  expect((await retell()).suppressions).toContain("+1201*")
  for (const status of [200, 201, 404, 409, 422]) expect([...statuses]).toContain(status)
})
