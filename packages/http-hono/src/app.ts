import { CarrierWebhooks } from "@campanile/core"
import { Cause, Context, Effect, Exit, Option, type Redacted, Schema } from "effect"
import { type Context as HonoContext, Hono } from "hono"
import { anyone } from "./auth.ts"
import { carrierRoutes, type PeerOf } from "./carrier-webhooks.ts"
import { type Endpoint, endpoint, type Incoming, json, type Services, type Settings } from "./endpoint.ts"
import { type Failure, MethodNotAllowed, NoSuchRoute } from "./failure.ts"
import { basePath } from "./links.ts"
import { openApiOf } from "./openapi.ts"
import { broken, failed, interrupted } from "./problem.ts"
import { agents } from "./routes/agents.ts"
import { callerNumbers } from "./routes/caller-numbers.ts"
import { calls } from "./routes/calls.ts"
import { campaigns } from "./routes/campaigns.ts"
import { commands } from "./routes/commands.ts"
import { concurrency } from "./routes/concurrency.ts"
import { credits } from "./routes/credits.ts"
import { edits } from "./routes/edit-campaign.ts"
import { explanations } from "./routes/explain.ts"
import { frequencyCaps } from "./routes/frequency-cap.ts"
import { health } from "./routes/health.ts"
import { listFiles } from "./routes/list-files.ts"
import { lists } from "./routes/lists.ts"
import { margins } from "./routes/margin.ts"
import { privacy } from "./routes/privacy.ts"
import { singleCalls } from "./routes/single-calls.ts"
import { starts } from "./routes/start.ts"
import { suppressions } from "./routes/suppressions.ts"
import { uploads } from "./routes/uploads.ts"
import { webhooks } from "./routes/webhooks.ts"
import { workspaces } from "./routes/workspaces.ts"

/** What the app is made of. */
export interface AppOptions {
  /** The services of a running engine. */
  readonly context: Context.Context<Services>
  /** The operator's key: it makes workspaces and keys, and grants credits. Without one nobody can over HTTP. */
  readonly adminKey?: Redacted.Redacted<string>
  /** The largest file that is taken, in bytes; 256 MiB where nothing is said. */
  readonly maxUploadBytes?: number
  /** Where the app is reached from outside, for the links in its answers; told from each request where nothing is said. */
  readonly publicUrl?: string
  /**
   * What a carrier that calls webhooks is told by: it is reached below `/carrier/` and its name. The one among the
   * services, if there is one, where nothing is said.
   */
  readonly webhooks?: CarrierWebhooks["Service"]
  /** The IP address of whoever holds the other end of a connection, which the server alone knows. */
  readonly peerOf?: PeerOf
}

const documented: ReadonlyArray<Endpoint> = [
  ...uploads,
  ...starts,
  ...listFiles,
  ...lists,
  ...campaigns,
  ...edits,
  ...commands,
  ...singleCalls,
  ...calls,
  ...explanations,
  ...suppressions,
  ...privacy,
  ...frequencyCaps,
  ...concurrency,
  ...workspaces,
  ...credits,
  ...margins,
  ...callerNumbers,
  ...agents,
  ...webhooks
].map((route) => ({ ...route, path: `${basePath}${route.path}` }))

const openApi: Endpoint = endpoint({
  method: "get",
  path: "/openapi.json",
  tag: "Operation",
  summary: "This document",
  access: anyone,
  answer: json(Schema.Record(Schema.String, Schema.Json), "The OpenAPI document."),
  fails: [],
  handle: function*() {
    return yield* openApiDocument
  }
})

const endpoints: ReadonlyArray<Endpoint> = [...documented, health, openApi]

let document: ReturnType<typeof openApiOf> | undefined

/** Written at the first request for it; it is the same for every app. */
const openApiDocument = Effect.sync(() => document ??= openApiOf(endpoints))

const answered = <R>(serve: Effect.Effect<Response, Failure, R>) =>
  serve.pipe(
    Effect.tapErrorTag("StoreUnavailable", (error) =>
      Effect.logError("a request met a store that does not answer", error)),
    Effect.catch((failure) =>
      Effect.succeed(failed(failure))
    ),
    Effect.catchCause((cause) =>
      Cause.hasInterruptsOnly(cause)
        ? Effect.failCause(cause)
        : Effect.as(Effect.logError("a request could not be answered", cause), broken())
    )
  )

const hasParameter = ({ path }: Endpoint) => path.includes("{")

/**
 * The HTTP surface of a running engine, as a Hono app to serve or to mount. The app holds nothing: when the engine's
 * services are gone, so is what it serves.
 */
export const campanileApp = (options: AppOptions): Hono => {
  const settings: Settings = {
    adminKey: options.adminKey,
    maxUploadBytes: options.maxUploadBytes ?? 256 * 1024 * 1024,
    publicUrl: options.publicUrl?.replace(/\/+$/u, "")
  }
  const run = Effect.runPromiseExitWith(options.context)
  const serve = async (endpoint: Endpoint, c: HonoContext): Promise<Response> => {
    const incoming: Incoming = { request: c.req.raw, parameter: (name) => c.req.param(name), settings }
    const exit = await run(answered(endpoint.serve(incoming)), { signal: c.req.raw.signal })
    return Exit.isSuccess(exit) ? exit.value : interrupted()
  }

  const app = new Hono()
  const webhooks = options.webhooks ?? Option.getOrUndefined(Context.getOption(options.context, CarrierWebhooks))
  if (webhooks !== undefined) {
    const routes = carrierRoutes(webhooks, options.peerOf, async (effect) => {
      const exit = await run(answered(effect))
      return Exit.isSuccess(exit) ? exit.value : interrupted()
    })
    app.route(`/carrier/${webhooks.name}`, routes)
  }
  const allowed = new Map<string, Array<string>>()
  for (const endpoint of endpoints.toSorted((a, b) => Number(hasParameter(a)) - Number(hasParameter(b)))) {
    const path = endpoint.path.replaceAll(/\{(\w+)\}/gu, ":$1")
    const method = endpoint.method.toUpperCase()
    app.on(method, path, (c) => serve(endpoint, c))
    allowed.set(path, [...(allowed.get(path) ?? []), method])
  }
  for (const [path, methods] of allowed) {
    app.all(path, (c) => failed(new MethodNotAllowed({ method: c.req.method, allowed: methods })))
  }
  app.all(`${basePath}/*`, (c) => failed(new NoSuchRoute({ path: c.req.path })))
  app.notFound((c) => failed(new NoSuchRoute({ path: c.req.path })))
  app.onError(() => broken())
  return app
}
