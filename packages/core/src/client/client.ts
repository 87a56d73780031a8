import { Cause, Deferred, Effect, Exit, Layer, ManagedRuntime, Schema, Stream } from "effect"
import type { Campaign } from "../domain/campaign.ts"
import type { AssistantId, CallId, CampaignId, ListId, WorkspaceId } from "../domain/id.ts"
import type { Message } from "../domain/message.ts"
import { freePrices } from "../domain/price-list.ts"
import type { Progress } from "../domain/progress.ts"
import type { Workspace } from "../domain/workspace.ts"
import { Bus } from "../engine/bus.ts"
import { engine } from "../engine/engine.ts"
import type { Node } from "../engine/node.ts"
import { EngineOptions } from "../engine/options.ts"
import * as Assistants from "../operations/assistants.ts"
import * as Calls from "../operations/calls.ts"
import * as Campaigns from "../operations/campaigns.ts"
import * as Credits from "../operations/credits.ts"
import * as Lists from "../operations/lists.ts"
import * as Numbers from "../operations/numbers.ts"
import * as Privacy from "../operations/privacy.ts"
import * as Retentions from "../operations/retentions.ts"
import * as Suppressions from "../operations/suppressions.ts"
import * as Workspaces from "../operations/workspaces.ts"
import type { Carrier } from "../ports/carrier.ts"
import type { ContactFiles } from "../ports/contact-files.ts"
import type { PhoneNumbers } from "../ports/phone-numbers.ts"
import { type PreDialAnswer, type PreDialCall, PreDialHook } from "../ports/pre-dial-hook.ts"
import type { CallFilter, Page } from "../ports/store-terms.ts"
import type { Store } from "../ports/store.ts"
import { NotDelivered, WebhookSender } from "../ports/webhook-sender.ts"
import type { CampaignPlan } from "./plan.ts"
import { type WebhooksClient, webhooksClient } from "./webhooks.ts"
import { finished, startPlan } from "./whole-campaign.ts"

/** What a running engine offers to programs. */
export type Services = Store | Carrier | ContactFiles | PhoneNumbers | WebhookSender | Bus | Node

/** What an engine is made of. The parts come from the adapter packages. */
export interface CampanileOptions<E1, E2, E3> {
  readonly store: Layer.Layer<Store, E1>
  readonly carrier: Layer.Layer<Carrier, E2>
  /** Reads contact files and phone numbers. */
  readonly contacts: Layer.Layer<ContactFiles | PhoneNumbers, E3>
  /** Brings messages to callback URLs. Without it they stay undelivered; {@link Campanile.events} has them all. */
  readonly webhooks?: Layer.Layer<WebhookSender>
  /**
   * The workspace to work in, found by its name or made. Calls cost nothing in it unless prices are given: who embeds
   * the engine mostly keeps the accounts elsewhere.
   */
  readonly workspace?: Partial<Pick<Workspace, "name" | "capacity" | "apiReserve" | "prices" | "frequencyCap">>
  readonly engine?: Partial<EngineOptions>
  /**
   * A last look at each call right before it is dialed; see {@link skip}, {@link defer} and {@link eligible}. A hook that
   * throws means: not now.
   */
  readonly beforeDial?: (call: PreDialCall) => PreDialAnswer | Promise<PreDialAnswer>
}

/** The call may be dialed. */
export const eligible: PreDialAnswer = { _tag: "Eligible" }

/** The call must never be dialed, and is closed with the reason. */
export const skip = (reason: string): PreDialAnswer => ({ _tag: "Skip", reason })

/** The call must not be dialed before an instant (ms UTC). */
export const defer = (until: number, reason: string): PreDialAnswer => ({ _tag: "Defer", until, reason })

/** How a Promise can be given up. */
export interface Abortable {
  readonly signal?: AbortSignal
}

/** A file: its text, its bytes, or whatever gives its bytes bit by bit, such as a Node stream. */
export type FileSource = string | Uint8Array | AsyncIterable<Uint8Array | string>

type Given<F> = F extends (workspaceId: WorkspaceId, ...given: infer Rest) => Effect.Effect<infer A, infer _E, infer _R>
  ? (...given: Rest) => Promise<A>
  : never

/** One workspace, as Promises. They reject with the tagged errors themselves. */
export interface WorkspaceClient {
  readonly workspaceId: WorkspaceId
  readonly workspace: () => Promise<Workspace>
  /** Change capacity, reserve, prices or frequency cap; it holds from the next turn on. */
  readonly update: Given<typeof Workspaces.update>
  readonly assistants: {
    readonly create: Given<typeof Assistants.create>
    readonly get: (id: AssistantId) => ReturnType<Given<typeof Assistants.get>>
    readonly all: Given<typeof Assistants.all>
  }
  readonly numbers: {
    readonly add: Given<typeof Numbers.add>
    readonly update: Given<typeof Numbers.update>
    readonly all: Given<typeof Numbers.all>
  }
  readonly credits: {
    readonly grant: Given<typeof Credits.grant>
    readonly balance: Given<typeof Credits.balance>
    readonly ledger: Given<typeof Credits.ledger>
    readonly refund: Given<typeof Credits.refund>
    /** What was charged beside what carriers charge, in the workspace or in one campaign. */
    readonly margin: (id?: CampaignId) => ReturnType<Given<typeof Credits.margin>>
  }
  readonly lists: {
    /** Import a contact list; see {@link Lists.importList}. */
    readonly import: (
      file: FileSource,
      options: typeof Lists.ImportOptions.Encoded,
      abort?: Abortable
    ) => ReturnType<Given<typeof Lists.get>>
    /** Bring the rows of another file into a list; see {@link Lists.merge}. */
    readonly merge: (
      id: ListId,
      way: "append" | "mend",
      file: FileSource,
      options: typeof Lists.ImportOptions.Encoded,
      abort?: Abortable
    ) => ReturnType<Given<typeof Lists.get>>
    /** What an import would give, without keeping anything of it; see {@link Lists.preview}. */
    readonly preview: (
      file: FileSource,
      options: typeof Lists.ImportOptions.Encoded,
      abort?: Abortable
    ) => Promise<Effect.Success<ReturnType<typeof Lists.preview>>>
    readonly get: (id: ListId) => ReturnType<Given<typeof Lists.get>>
    /** How many contacts a frequency cap would hold back now. */
    readonly projectCap: Given<typeof Lists.projectCap>
    readonly rejectedRows: Given<typeof Lists.rejectedRows>
    readonly contacts: Given<typeof Lists.contacts>
  }
  readonly campaigns: {
    /** Save and start a campaign in one go. */
    readonly start: (plan: CampaignPlan) => Promise<Campaign>
    readonly pause: Given<typeof Campaigns.pause>
    readonly resume: Given<typeof Campaigns.resume>
    readonly stop: Given<typeof Campaigns.stop>
    readonly get: Given<typeof Campaigns.get>
    readonly all: Given<typeof Campaigns.all>
    readonly progress: Given<typeof Campaigns.progress>
    readonly edit: Given<typeof Campaigns.edit>
    readonly estimate: Given<typeof Campaigns.estimate>
    /** Waits until the campaign is over and its last call has ended. */
    readonly finished: (
      id: CampaignId,
      abort?: Abortable
    ) => Promise<{ readonly campaign: Campaign; readonly progress: Progress }>
  }
  readonly calls: {
    readonly create: Given<typeof Calls.create>
    readonly get: Given<typeof Calls.get>
    readonly all: (filter: CallFilter, page: Page) => ReturnType<Given<typeof Calls.all>>
    /** Why a call is, or is not, dialed now. */
    readonly explain: (id: CallId) => ReturnType<Given<typeof Calls.explain>>
    /** What gates decided about it so far. */
    readonly decisions: (id: CallId) => ReturnType<Given<typeof Calls.decisions>>
    readonly attempts: (id: CallId) => ReturnType<Given<typeof Calls.attempts>>
    readonly terminate: Given<typeof Calls.terminate>
  }
  readonly suppressions: {
    readonly add: Given<typeof Suppressions.add>
    readonly optOut: Given<typeof Suppressions.optOut>
    readonly remove: Given<typeof Suppressions.remove>
    readonly all: Given<typeof Suppressions.all>
  }
  readonly privacy: {
    /** Take a person out on their request; see {@link Privacy.erase}. */
    readonly erase: Given<typeof Privacy.erase>
  }
  readonly retention: {
    /** For how long the workspace itself wants things to be kept; of the rest the engine's policy holds. */
    readonly get: Given<typeof Retentions.get>
    readonly set: Given<typeof Retentions.set>
    /** Remove what is past its time now; the engine does it by itself once an hour. */
    readonly prune: Given<typeof Retentions.pruneWorkspace>
  }
  readonly webhooks: WebhooksClient
  /**
   * What happens in the workspace from now on, as it happens in this process; it is over when the engine is closed. Contacts
   * that a suppression, a hook or a person closes are told of to webhooks and callback URLs alone.
   */
  readonly events: (filter?: { readonly campaign?: CampaignId }) => AsyncIterable<Message>
}

/** A running engine for programs without Effect. Dispose of it, and it stops as cleanly as {@link engine} does. */
export interface Campanile extends WorkspaceClient, AsyncDisposable {
  /** The same for another workspace of the same store. */
  readonly in: (workspaceId: WorkspaceId) => WorkspaceClient
  readonly workspaces: {
    readonly create: (input: typeof Workspaces.NewWorkspace.Encoded) => Promise<Workspace>
    readonly all: () => Promise<ReadonlyArray<Workspace>>
  }
  /** For those who do write Effect: run a program with the services of this engine. */
  readonly run: <A, E>(effect: Effect.Effect<A, E, Services>, abort?: Abortable) => Promise<A>
  /** Stop. Whatever is asked from then on, or has no answer yet, rejects with {@link EngineClosed}. */
  readonly close: () => Promise<void>
}

/** The engine was closed before it could answer. */
export class EngineClosed extends Schema.TaggedError<EngineClosed>()("EngineClosed", {}) {
  override get message(): string {
    return "the engine was closed"
  }
}

const noWebhooks = Layer.succeed(
  WebhookSender,
  WebhookSender.of({ send: () => Effect.fail(new NotDelivered({ reason: "no webhook sender is configured" })) })
)

const hookOf = (beforeDial: CampanileOptions<never, never, never>["beforeDial"]) =>
  beforeDial === undefined
    ? Layer.empty
    : Layer.succeed(PreDialHook, (call: PreDialCall) =>
      Effect.tryPromise({
        try: async () => beforeDial(call),
        catch: (cause) => cause instanceof Error ? cause : new Error(String(cause))
      }))

const findWorkspace = Effect.fnUntraced(function*(wanted: CampanileOptions<never, never, never>["workspace"]) {
  const { name = "default" } = wanted ?? {}
  const known = (yield* Workspaces.all).find((workspace) => workspace.name === name)
  if (known === undefined) return yield* Workspaces.create({ prices: freePrices, ...wanted, name })
  return yield* Workspaces.update(known.id, { ...wanted, name })
})

/** Start an engine. Rejects where a part of it cannot start, such as a database that cannot be opened. */
export const createCampanile = async <E1, E2, E3>(options: CampanileOptions<E1, E2, E3>): Promise<Campanile> => {
  const runtime = ManagedRuntime.make(engine.pipe(
    Layer.provideMerge(Layer.mergeAll(
      options.store,
      options.carrier,
      options.contacts,
      options.webhooks ?? noWebhooks
    )),
    Layer.provide(hookOf(options.beforeDial)),
    Layer.provideMerge(Layer.effect(
      EngineOptions,
      Effect.map(EngineOptions, (defaults) => ({ ...defaults, ...options.engine }))
    ))
  ))

  let closing = false
  const closed = Deferred.makeUnsafe<void>()

  const close = async () => {
    closing = true
    await runtime.dispose().finally(() => Deferred.doneUnsafe(closed, Exit.void))
  }

  const run: Campanile["run"] = async (effect, abort) => {
    if (closing) throw new EngineClosed({})
    const exit = await runtime.runPromiseExit(effect, abort)
    if (Exit.isSuccess(exit)) return exit.value
    if (Cause.hasInterruptsOnly(exit.cause)) {
      throw abort?.signal?.reason ?? new EngineClosed({})
    }
    throw Cause.squash(exit.cause)
  }

  const { id } = await run(findWorkspace(options.workspace)).catch(async (error: unknown) => {
    await close()
    throw error
  })

  const clientOf = (workspaceId: WorkspaceId) => workspaceClient(run, Deferred.await(closed), workspaceId)

  return {
    ...clientOf(id),
    in: clientOf,
    workspaces: { create: (input) => run(Workspaces.create(input)), all: () => run(Workspaces.all) },
    run,
    close,
    [Symbol.asyncDispose]: close
  }
}

const workspaceClient = (
  run: Campanile["run"],
  closed: Effect.Effect<void>,
  workspaceId: WorkspaceId
): WorkspaceClient => {
  const given = <Rest extends ReadonlyArray<unknown>, A, E>(
    operation: (workspaceId: WorkspaceId, ...rest: Rest) => Effect.Effect<A, E, Services>
  ) =>
  (...rest: Rest): Promise<A> => run(operation(workspaceId, ...rest))

  const messages = (campaign: CampaignId | undefined) =>
    Stream.unwrap(Bus.use((bus) => Effect.succeed(bus.messages))).pipe(
      Stream.filter((message) =>
        message.workspaceId === workspaceId && (campaign === undefined || message.campaignId === campaign)
      ),
      Stream.interruptWhen(closed)
    )

  return {
    workspaceId,
    workspace: given(Workspaces.get),
    update: given(Workspaces.update),
    assistants: { create: given(Assistants.create), get: given(Assistants.get), all: given(Assistants.all) },
    numbers: { add: given(Numbers.add), update: given(Numbers.update), all: given(Numbers.all) },
    credits: {
      grant: given(Credits.grant),
      balance: given(Credits.balance),
      ledger: given(Credits.ledger),
      refund: given(Credits.refund),
      margin: (id) => run(Credits.margin(workspaceId, id ?? null))
    },
    lists: {
      import: (file, options, abort) => run(Lists.importList(workspaceId, bytesOf(file), options), abort),
      merge: (id, way, file, options, abort) => run(Lists.merge(workspaceId, id, way, bytesOf(file), options), abort),
      preview: (file, options, abort) => run(Lists.preview(workspaceId, bytesOf(file), options), abort),
      get: given(Lists.get),
      projectCap: given(Lists.projectCap),
      rejectedRows: given(Lists.rejectedRows),
      contacts: given(Lists.contacts)
    },
    campaigns: {
      start: (plan) => run(startPlan(workspaceId, plan)),
      pause: given(Campaigns.pause),
      resume: given(Campaigns.resume),
      stop: given(Campaigns.stop),
      get: given(Campaigns.get),
      all: given(Campaigns.all),
      progress: given(Campaigns.progress),
      edit: given(Campaigns.edit),
      estimate: given(Campaigns.estimate),
      finished: (id, abort) => run(finished(workspaceId, id), abort)
    },
    calls: {
      create: given(Calls.create),
      get: given(Calls.get),
      all: given(Calls.all),
      explain: given(Calls.explain),
      decisions: given(Calls.decisions),
      attempts: given(Calls.attempts),
      terminate: given(Calls.terminate)
    },
    suppressions: {
      add: given(Suppressions.add),
      optOut: given(Suppressions.optOut),
      remove: given(Suppressions.remove),
      all: given(Suppressions.all)
    },
    privacy: { erase: given(Privacy.erase) },
    retention: {
      get: given(Retentions.get),
      set: given(Retentions.set),
      prune: given(Retentions.pruneWorkspace)
    },
    webhooks: webhooksClient(run, workspaceId),
    events: (filter) => ({
      async *[Symbol.asyncIterator]() {
        const context = await run(Effect.context<Services>())
        yield* Stream.toAsyncIterableWith(messages(filter?.campaign), context)
      }
    })
  }
}

const bytesOf = (file: FileSource): Stream.Stream<Uint8Array, Lists.FileUnreadable> => {
  const encoder = new TextEncoder()
  if (typeof file === "string") return Stream.make(encoder.encode(file))
  if (file instanceof Uint8Array) return Stream.make(file)
  return Stream.fromAsyncIterable(file, (cause) => new Lists.FileUnreadable({ cause })).pipe(
    Stream.map((part) => typeof part === "string" ? encoder.encode(part) : part)
  )
}
