import {
  type Bus,
  type Carrier,
  type ContactFiles,
  decodeUnknownInput,
  invalidInput,
  NotFound,
  type PhoneNumbers,
  type Store
} from "@campanile/core"
import { Effect, type Redacted, Schema, type Scope } from "effect"
import type { Access } from "./auth.ts"
import type { Body } from "./body.ts"
import type { Failure, FailureOf, FailureTag } from "./failure.ts"

/** What the routes ask of a running engine. */
export type Services = Store | Bus | Carrier | PhoneNumbers | ContactFiles

/** How an app answers. */
export interface Settings {
  readonly adminKey: Redacted.Redacted<string> | undefined
  /** Bytes. */
  readonly maxUploadBytes: number
  /** Where the app is reached from outside, without a slash at its end; told from each request where it is not given. */
  readonly publicUrl: string | undefined
}

/** A request on its way to its endpoint. */
export interface Incoming {
  readonly request: Request
  /** The part of the path that stands for a name in braces. */
  readonly parameter: (name: string) => string | undefined
  readonly settings: Settings
}

/** The thing that a path names by its id. */
export interface PathId<Id> {
  readonly name: string
  readonly schema: Schema.Constraint
  readonly read: (text: string) => Effect.Effect<Id, NotFound>
}

/** An id in a path. What is no id at all names nothing, like an id that nobody has. */
export const pathId = <S extends Schema.ConstraintDecoder<string>>(
  name: string,
  what: NotFound["what"],
  schema: S
): PathId<S["Type"]> => {
  const decoded = Schema.decodeUnknownEffect(schema)
  return {
    name,
    schema,
    read: (text) => decoded(text).pipe(Effect.mapError(() => new NotFound({ what, id: text })))
  }
}

/** The query of a URL. */
export interface Query<Q> {
  readonly schema: Schema.Constraint
  readonly read: (url: URL) => Effect.Effect<Q, FailureOf<"InvalidInput">>
}

/** A query with the fields of a struct: each at most once, and no others. */
export const query = <S extends Schema.ConstraintDecoder<unknown>>(schema: S): Query<S["Type"]> => {
  const decoded = decodeUnknownInput(Schema.toCodecStringTree(schema))
  return {
    schema,
    read: Effect.fnUntraced(function*({ searchParams }: URL) {
      const fields = new Map<string, string>()
      for (const [name, value] of searchParams) {
        if (fields.has(name)) return yield* invalidInput(name, "is given more than once")
        fields.set(name, value)
      }
      return yield* decoded(Object.fromEntries(fields))
    })
  }
}

/** What an endpoint answers where all goes well. */
export interface Answer<A> {
  readonly status: number
  readonly description: string
  readonly mediaType: string
  readonly schema: Schema.Constraint
  readonly respond: (value: A) => Response
}

/** JSON of a schema whose values are JSON as they are. */
export const json = <A extends Schema.Json>(
  schema: Schema.ConstraintCodec<A, A>,
  description: string,
  status = 200
): Answer<A> => ({
  status,
  description,
  mediaType: "application/json",
  schema,
  respond: (value) => Response.json(value, { status, headers: { "cache-control": "no-store" } })
})

/** What a handler is given: everything is checked. */
export interface Given<Caller, Id, Q, B> extends Incoming {
  readonly caller: Caller
  readonly id: Id
  readonly query: Q
  readonly body: B
}

/** A route: what is said of it, and what it does. */
export interface Definition<Caller, Id, Q, B, A, Tag extends FailureTag> {
  readonly method: "get" | "post" | "patch" | "delete"
  /** As OpenAPI writes it: `/campaign/info/{campaign_id}`. */
  readonly path: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly access: Access<Caller>
  readonly id?: PathId<Id>
  readonly query?: Query<Q>
  readonly body?: Body<B>
  readonly answer: Answer<A>
  /** In which ways the handler may fail, beyond what checking the request and reaching the store can come to. */
  readonly fails: ReadonlyArray<Tag>
  readonly handle: (
    given: Given<Caller, Id, Q, B>
  ) => Generator<
    Effect.Effect<unknown, FailureOf<NoInfer<Tag> | "StoreUnavailable">, Services | Scope.Scope>,
    NoInfer<A>,
    never
  >
}

/** A route, with its types checked and forgotten. */
export interface Endpoint extends
  Pick<
    Definition<never, never, never, never, never, never>,
    "method" | "path" | "tag" | "summary" | "description"
  >
{
  readonly access: Pick<Access<unknown>, "said" | "fails">
  readonly id: Pick<PathId<unknown>, "name" | "schema"> | undefined
  readonly query: Pick<Query<unknown>, "schema"> | undefined
  readonly body: Pick<Body<unknown>, "mediaType" | "schema"> | undefined
  readonly answer: Omit<Answer<never>, "respond">
  /** All ways in which it may fail. */
  readonly fails: ReadonlyArray<FailureTag>
  readonly serve: (incoming: Incoming) => Effect.Effect<Response, Failure, Services>
}

/**
 * Make a route. A handler that fails in a way which is not declared does not compile, so that the OpenAPI document has
 * every problem that a route can answer with.
 */
export const endpoint = <
  Caller,
  A,
  const Tag extends FailureTag = never,
  Id = undefined,
  Q = undefined,
  B = undefined
>(definition: Definition<Caller, Id, Q, B, A, Tag>): Endpoint => {
  const { access, answer, body, fails, handle, id, method, path, query } = definition
  const checked = Effect.fnUntraced(function*(incoming: Incoming) {
    const caller = yield* access.admit(incoming.request.headers, incoming.settings.adminKey)
    const given = {
      ...incoming,
      caller,
      id: (yield* id?.read(incoming.parameter(id.name) ?? "") ?? Effect.void) as Id,
      query: (yield* query?.read(new URL(incoming.request.url)) ?? Effect.void) as Q,
      body: (yield* body?.read(incoming.request, incoming.settings) ?? Effect.void) as B
    }
    return answer.respond(yield* Effect.gen(() => handle(given)))
  }, Effect.scoped)
  const all: ReadonlyArray<FailureTag> = [
    ...access.fails,
    ...(id === undefined ? [] : ["NotFound" as const]),
    ...(query === undefined ? [] : ["InvalidInput" as const]),
    ...(body?.fails ?? []),
    ...fails,
    "StoreUnavailable"
  ]
  return {
    ...definition,
    id,
    query,
    body,
    fails: [...new Set(all)],
    serve: (incoming) => checked(incoming).pipe(Effect.withSpan(`${method.toUpperCase()} ${path}`, { kind: "server" }))
  }
}
