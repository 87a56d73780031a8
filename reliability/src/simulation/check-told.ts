import type { Attempt, AttemptId, CampaignId, Message } from "@campanile/core"
import type { MemoryTables, MemoryTenant } from "@campanile/core/testing"
import type { Receivers } from "./receivers.ts"
import { must } from "./violation.ts"

interface Owed {
  readonly url: string
  readonly message: Message
}

const textOf = (value: unknown): string => typeof value === "string" ? value : ""

/** I6 and I7: what is written to be told, once for each cause, and what becomes of it. */
export class ToldCheck {
  readonly #tables: MemoryTables
  /** Deliveries that were ever written, by their key. */
  readonly #owed = new Map<string, Owed>()
  readonly #seen = new Set<string>()

  constructor(tables: MemoryTables) {
    this.#tables = tables
  }

  /** Note what was written, and that no cause is told twice. */
  look(): void {
    for (const [key, { message, target }] of this.#tables.deliveries) {
      if (this.#owed.has(key)) continue
      this.#owed.set(key, { url: target.address, message })
      const cause = this.#causeOf(message)
      if (cause === undefined) continue
      must(!this.#seen.has(cause), "I6", () => `told twice: ${cause}`)
      this.#seen.add(cause)
    }
  }

  #causeOf({ payload, type }: Message): string | undefined {
    return type === "call_started" || type === "call_completed"
      ? `${type} ${textOf(payload["attempt_id"])}`
      : type === "campaign.completed" || type === "campaign.failed" || type === "campaign.canceled"
      ? `end ${textOf(payload["campaign_id"])}`
      : undefined
  }

  #wasTold(what: "call_started" | "call_completed" | "end", id: AttemptId | CampaignId): boolean {
    return this.#seen.has(`${what} ${id}`)
  }

  /** At the end: everything that was to be told was written, and everything that was written has arrived. */
  settled(tenants: Iterable<MemoryTenant>, receivers: Receivers): void {
    for (const tenant of tenants) {
      for (const { callbackUrl, id } of tenant.campaigns.values()) {
        if (callbackUrl !== null) must(this.#wasTold("end", id), "I7", () => `the end of campaign ${id} is not told`)
      }
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

  #told(tenant: MemoryTenant, { callId, campaignId, code, disposition, id }: Attempt): void {
    const { callbackUrl } = campaignId === null ? tenant.apiCalls.get(callId)! : tenant.campaigns.get(campaignId)!
    if (callbackUrl === null || code.startsWith("gate:")) return
    must(this.#wasTold("call_completed", id), "I7", () => `the end of attempt ${id} is not told`)
    const talked = disposition === "answered" || disposition === "voicemail" || disposition === "fax"
    must(!talked || this.#wasTold("call_started", id), "I7", () => `the conversation of attempt ${id} is not told`)
  }
}
