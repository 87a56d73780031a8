import type { Attempt, AttemptId, Posting, Tariff } from "@campanile/core"
import type { MemoryTenant } from "@campanile/core/testing"
import { must } from "./violation.ts"

interface Account {
  /** How many lines of the ledger were read. */
  read: number
  granted: number
  available: number
  held: number
  spent: number
  readonly holds: Map<AttemptId, { held: number; closed: number; spent: number; lines: number }>
}

const charge = (tariff: Tariff, seconds: number): number => {
  let charged = tariff.firstIncrement
  while (charged < seconds) charged += tariff.nextIncrement
  return tariff.connectFee + Math.ceil(charged * tariff.ratePerMinute / 60)
}

/** I5: the ledger of each workspace, added up line by line as it grows. */
export class MoneyCheck {
  readonly #accounts = new Map<MemoryTenant, Account>()

  /** Read the new lines of a workspace's ledger, and compare the sums with its balance. */
  look(tenant: MemoryTenant): void {
    const account = this.#accounts.get(tenant) ??
      { read: 0, granted: 0, available: 0, held: 0, spent: 0, holds: new Map() }
    this.#accounts.set(tenant, account)
    for (; account.read < tenant.ledger.length; account.read++) this.#line(account, tenant.ledger[account.read]!)
    const { available, granted, held, spent } = tenant.balance
    must(
      available === account.available && held === account.held && spent === account.spent &&
        granted === account.granted && granted === available + held + spent,
      "I5",
      () =>
        `the balance ${JSON.stringify(tenant.balance)} is not the sum of the ledger, ${
          JSON.stringify({
            available: account.available,
            held: account.held,
            spent: account.spent,
            granted: account.granted
          })
        }`
    )
  }

  #line(account: Account, { amount, attemptId, kind }: Posting): void {
    must(Number.isSafeInteger(amount) && amount > 0, "I5", () => `the ledger has a line of ${amount}`)
    if (kind === "grant") {
      account.granted += amount
      account.available += amount
      return
    }
    const id = attemptId!
    const hold = account.holds.get(id) ?? { held: 0, closed: 0, spent: 0, lines: 0 }
    account.holds.set(id, hold)
    if (kind === "hold") {
      hold.lines++
      hold.held += amount
      account.available -= amount
      account.held += amount
      must(hold.lines === 1, "I5", () => `attempt ${id} has two holds`)
    } else if (kind === "settle" || kind === "void") {
      hold.closed += amount
      account.held -= amount
      if (kind === "settle") {
        hold.spent += amount
        account.spent += amount
      } else account.available += amount
      must(hold.closed <= hold.held, "I5", () => `of attempt ${id} ${hold.closed} were given back of ${hold.held}`)
    } else {
      account.spent -= amount
      account.available += amount
    }
    must(account.available >= 0, "I5", () => `after the ${kind} of attempt ${id} ${account.available} are available`)
    must(account.held >= 0, "I5", () => `after the ${kind} of attempt ${id} ${account.held} are held`)
  }

  /** An attempt that just ended: its hold is closed, once, and what it cost follows the tariff of the hold. */
  ended(tenant: MemoryTenant, attempt: Attempt): void {
    const { disposition, held, id, spent, talkSeconds, tariff } = attempt
    const hold = this.#accounts.get(tenant)?.holds.get(id) ?? { held: 0, closed: 0, spent: 0 }
    must(hold.held === held, "I5", () => `attempt ${id} holds ${held}, its ledger says ${hold.held}`)
    must(hold.closed === held, "I5", () => `attempt ${id} ended, and ${hold.closed} of ${held} are settled or void`)
    const connected = disposition === "answered" || disposition === "voicemail" || disposition === "fax"
    const due = connected ? Math.min(held, charge(tariff, talkSeconds)) : 0
    must(
      spent === due && hold.spent === due,
      "I5",
      () => `attempt ${id} talked ${talkSeconds} s and cost ${spent} (ledger ${hold.spent}) instead of ${due}`
    )
  }
}
