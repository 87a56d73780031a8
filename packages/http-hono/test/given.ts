import { contactLists } from "@campanile/contact-lists"
import { Bus, type Carrier, type ContactFiles, type PhoneNumbers, Store } from "@campanile/core"
import { MemoryStore, SimulatedCarrier } from "@campanile/core/testing"
import { Context, type Effect, Layer, Logger, ManagedRuntime, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { onTestFinished } from "vitest"
import { type AppOptions, campanileApp } from "../src/index.ts"
import { conformance, type OpenApi } from "./conformance.ts"

/** The operator's key of the tests. */
export const operator = "operator"

/** The hour at which the tests begin: 2026-12-01T03:30:00Z is 09:00 in Kolkata. */
export const now = Date.parse("2026-12-01T03:30:00Z")

/** What an app answered. */
export interface Answered {
  readonly status: number
  readonly mediaType: string
  readonly headers: Headers
  readonly text: string
  /** The JSON, where it is JSON. */
  readonly body: unknown
}

/** The text in an answer's body that stands at a path such as `data.call_id`. */
export const at = ({ body }: Answered, path: string): string => {
  const found = path.split(".").reduce<unknown>(
    (value, name) => typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined,
    body
  )
  if (typeof found !== "string") throw new Error(`there is no text at ${path} of ${JSON.stringify(body)}`)
  return found
}

let described: ReturnType<typeof conformance> | undefined

// Every app has the same document.
const conformanceOf = async (app: ReturnType<typeof campanileApp>) =>
  described ??= conformance(await (await app.request("/openapi.json")).json() as OpenApi)

const services = Layer.mergeAll(MemoryStore.layer, Bus.layer, contactLists, SimulatedCarrier.layer()).pipe(
  Layer.provideMerge(Layer.mergeAll(TestClock.layer(), Logger.layer([])))
)

/** Replaces some steps of a store. */
export type Sabotage = (store: Store["Service"]) => Partial<Store["Service"]>

/** An app on a store in memory, with a clock that is turned by hand. */
export const openApp = async (options: Partial<AppOptions> = {}, sabotage: Sabotage = () => ({})) => {
  const runtime = ManagedRuntime.make(services)
  onTestFinished(() => runtime.dispose())
  const whole = await runtime.context()
  await runtime.runPromise(TestClock.setTime(now))
  const store = Context.get(whole, Store)
  const context: Context.Context<Store | Bus | Carrier | ContactFiles | PhoneNumbers> = Context.add(
    whole,
    Store,
    Store.of({ ...store, ...sabotage(store) })
  )
  const app = campanileApp({ context, adminKey: Redacted.make(operator), ...options })
  const conforms = await conformanceOf(app)

  const send = async (method: string, path: string, init: RequestInit): Promise<Answered> => {
    const response = await app.request(path, { method, ...init })
    const text = await response.text()
    const mediaType = (response.headers.get("content-type") ?? "").split(";")[0]!
    const body = mediaType.endsWith("json") ? JSON.parse(text) : {}
    conforms(method, new URL(path, "http://localhost").pathname, response.status, mediaType, body)
    return { status: response.status, mediaType, headers: response.headers, text, body }
  }

  const client = (key: string | undefined) => {
    const headers: Record<string, string> = key === undefined ? {} : { "x-api-key": key }
    const withJson = (method: string) => (path: string, body?: unknown) =>
      send(method, `/ca/api/v0${path}`, {
        headers: body === undefined ? headers : { ...headers, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) })
      })
    return {
      get: withJson("GET"),
      post: withJson("POST"),
      patch: withJson("PATCH"),
      /** Send a form: fields in order, the file where `file` stands. */
      form: (path: string, fields: Readonly<Record<string, string>>) =>
        send("POST", `/ca/api/v0${path}`, { headers, body: formData(fields) }),
      send: (method: string, path: string, init: RequestInit) =>
        send(method, path, { ...init, headers: { ...headers, ...init.headers } })
    }
  }

  return {
    app,
    client,
    /** Run an operation of the engine itself. */
    run: <A, E>(
      effect: Effect.Effect<A, E, Store | Bus | Carrier | ContactFiles | PhoneNumbers | TestClock.TestClock>
    ) => runtime.runPromise(effect)
  }
}

const formData = (fields: Readonly<Record<string, string>>) => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    if (name === "file") form.append(name, new Blob([value], { type: "text/csv" }), "list.csv")
    else form.append(name, value)
  }
  return form
}

/** An app with a workspace that has credits, an assistant and a caller number. */
export const openWorkspace = async (options: Partial<AppOptions> = {}, sabotage?: Sabotage) => {
  const app = await openApp(options, sabotage)
  return { ...app, ...(await newWorkspace(app)) }
}

/** Another workspace of the same app. */
export const newWorkspace = async ({ client }: Pick<Awaited<ReturnType<typeof openApp>>, "client">, credits = 1000) => {
  const admin = client(operator)
  const made = await admin.post("/workspace", { name: "North region", concurrency: 5 })
  const key = at(made, "api_key")
  const workspaceId = at(made, "workspace.id")
  if (credits > 0) await admin.post("/workspace/credits", { workspace_id: workspaceId, credits })
  const mine = client(key)
  const agent = await mine.post("/agent", { name: "Delivery", prompt: "Hello @{{callee_name}}, your parcel comes." })
  const number = await mine.post("/workspace/numbers", { phone_number: from })
  return { admin, mine, key, workspaceId, agentId: at(agent, "id"), numberId: at(number, "id") }
}

/** The caller number of the tests. */
export const from = "+911409990001"

/** A list of two people. */
export const csv = "Mobile Number,callee_name\n+919876543210,Asha\n+919876543211,Ravi\n"

/** The fields of an upload. */
export const upload = (agentId: string, fields: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  file: csv,
  agent_id: agentId,
  campaign_name: "Delivery slots",
  country_code: "+91",
  campaign_start_time: "02/12/2026, 10:00",
  campaign_end_time: "05/12/2026, 18:00",
  call_config: JSON.stringify({ call_time: { timezone: "Asia/Kolkata" } }),
  ...fields
})
