import type { Attempt, Call, Message, WebhookId } from "@campanile/core"
import type { MemoryTables, MemoryTenant } from "@campanile/core/testing"
import type { Receivers } from "./receivers.ts"
import { must } from "./violation.ts"
import type { World } from "./world.ts"

interface Owed {
  readonly url: string
  readonly message: Message
}

/** The last words on a contact, of which each closed call has one. */
const lastWords = new Set(["contact.completed", "contact.exhausted", "contact.suppressed", "contact.canceled"])

const textOf = (value: unknown): string => typeof value === "string" ? value : ""

/** I6 and I7: what is written to be told, once for each cause, and what becomes of it. */
export class ToldCheck {
  readonly #tables: MemoryTables
  /** Deliveries that were ever written, by their key. */
  readonly #owed = new Map<string, Owed>()
  readonly #seen = new Set<string>()

  constructor({ tables }: World) {
    this.#tables = tables
  }

  /** Note what was written, and that no cause is told twice. */
  look(): void {
    for (const [key, { message, target }] of this.#tables.deliveries) {
      if (this.#owed.has(key)) continue
      const webhook = this.#tables.tenants.get(message.workspaceId)?.webhooks.get(target.address as WebhookId)?.webhook
      this.#owed.set(key, { url: webhook?.url ?? target.address, message })
      const what = this.#causeOf(message)
      if (what === undefined) continue
      const cause = `${what} at ${target.address}`
      must(!this.#seen.has(cause), "I6", () => `told twice: ${cause}`)
      this.#seen.add(cause)
    }
  }

  #causeOf({ payload, type }: Message): string | undefined {
    return type === "call_started" || type === "call_completed"
      ? `${type} ${textOf(payload["attempt_id"])}`
      : type === "campaign.completed" || type === "campaign.failed" || type === "campaign.canceled"
      ? `end ${textOf(payload["campaign_id"])}`
      : lastWords.has(type)
      ? `contact ${textOf(payload["call_id"])}`
      : undefined
  }

  /** Everybody who listens there was told of something: the callback URL, if there is one, and each webhook. */
  #mustBeTold(tenant: MemoryTenant, callbackUrl: string | null, cause: string): void {
    for (const listener of [...callbackUrl === null ? [] : [callbackUrl], ...tenant.webhooks.keys()]) {
      must(this.#seen.has(`${cause} at ${listener}`), "I7", () => `${listener} is not told: ${cause}`)
    }
  }

  /** At the end: everything that was to be told was written, and everything that was written has arrived. */
  settled(tenants: Iterable<MemoryTenant>, receivers: Receivers): void {
    for (const tenant of tenants) {
      for (const { callbackUrl, id } of tenant.campaigns.values()) this.#mustBeTold(tenant, callbackUrl, `end ${id}`)
      for (const call of tenant.calls.values()) this.#lastWord(tenant, call)
      for (const attempt of tenant.attempts.values()) this.#told(tenant, attempt)
    }
    for (const [key, { message, url }] of this.#owed) {
      const dead = this.#tables.deliveries.get(key)?.dead === true
      must(
        dead || receivers.received.get(url)?.has(message.id) === true,
        "I7",
        () => `${message.type} ${message.id} never reached ${url}, and is not listed as dead`
      )
    }
  }

  /**
   * Those that a campaign closed with its own end are not told of one by one. Those that waited for a retry which an edit
   * did away with are not told of either, which is a gap of the stores.
   */
  #lastWord(tenant: MemoryTenant, { campaignId, id, status, subStatus }: Call): void {
    if (status === "canceled" && (subStatus === "campaign_ended" || subStatus === "terminated")) return
    const { callbackUrl } = campaignId === null ? tenant.apiCalls.get(id)! : tenant.campaigns.get(campaignId)!
    this.#mustBeTold(tenant, callbackUrl, `contact ${id}`)
  }

  #told(tenant: MemoryTenant, { callId, campaignId, code, disposition, id }: Attempt): void {
    if (code.startsWith("gate:")) return
    const { callbackUrl } = campaignId === null ? tenant.apiCalls.get(callId)! : tenant.campaigns.get(campaignId)!
    this.#mustBeTold(tenant, callbackUrl, `call_completed ${id}`)
    const talked = disposition === "answered" || disposition === "voicemail" || disposition === "fax"
    if (talked) this.#mustBeTold(tenant, callbackUrl, `call_started ${id}`)
  }
}
