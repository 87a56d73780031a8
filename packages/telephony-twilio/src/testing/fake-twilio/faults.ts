import { drawn } from "./fate.ts"

/** What a request can meet instead of its answer. `taken`: the fake does what was asked nevertheless. */
export type FakeFault =
  | { readonly kind: "throttled"; readonly retryAfter?: number }
  | { readonly kind: "error"; readonly status: number; readonly taken: boolean }
  /** No answer ever: whoever asks must give up. */
  | { readonly kind: "silence"; readonly taken: boolean }
  /** The connection breaks. */
  | { readonly kind: "reset"; readonly taken: boolean }
  /** The call is made, and the answer is not JSON. */
  | { readonly kind: "garbled" }

/** The share of requests to dial that meet each fault; the rest is answered. */
export type FakeFaultRates = Readonly<
  Partial<
    Record<
      "throttled" | "errorBefore" | "errorAfter" | "silenceBefore" | "silenceAfter" | "resetBefore" | "resetAfter",
      number
    >
  >
>

const faults: Readonly<Record<keyof FakeFaultRates, FakeFault>> = {
  throttled: { kind: "throttled", retryAfter: 1 },
  errorBefore: { kind: "error", status: 500, taken: false },
  errorAfter: { kind: "error", status: 503, taken: true },
  silenceBefore: { kind: "silence", taken: false },
  silenceAfter: { kind: "silence", taken: true },
  resetBefore: { kind: "reset", taken: false },
  resetAfter: { kind: "reset", taken: true }
}

/** The fault that a seed has for the nth request to dial a phone. */
export const faultBy = (rates: FakeFaultRates, seed: string, phone: string, nth: number): FakeFault | undefined => {
  let left = drawn(`${seed}/fault/${phone}/${nth}`)
  const entries = Object.entries(rates) as Array<[keyof FakeFaultRates, number]>
  const met = entries.find(([, rate]) => (left -= rate) < 0)
  return met === undefined ? undefined : faults[met[0]]
}

/** The fault's name in the record. */
export const faultName = (fault: FakeFault): string =>
  "taken" in fault ? `${fault.kind} ${fault.taken ? "after" : "before"}` : fault.kind

/** Whether the fake does what was asked, in spite of the fault. */
export const isTaken = (fault: FakeFault | undefined): boolean =>
  fault === undefined || fault.kind === "garbled" || ("taken" in fault && fault.taken)

/** How callbacks go wrong: shares of them. */
export interface FakeCallbackRates {
  /** Sent twice. */
  readonly duplicated?: number
  /** Never sent. */
  readonly lost?: number
  /** Sent up to `lateBy` milliseconds after its time, so that later ones overtake it. */
  readonly late?: number
  readonly lateBy?: number
}

/** When one callback is sent: milliseconds after what it tells of, once for each time; none where it is lost. */
export const deliveries = (rates: FakeCallbackRates, seed: string, sid: string, nth: number): ReadonlyArray<number> => {
  const chance = (name: string) => drawn(`${seed}/callback/${sid}/${nth}/${name}`)
  const { duplicated = 0, late = 0, lateBy = 5000, lost = 0 } = rates
  if (chance("lost") < lost) return []
  const delay = chance("late") < late ? Math.ceil(chance("by") * lateBy) : 0
  return chance("twice") < duplicated ? [delay, delay + Math.ceil(chance("again") * lateBy)] : [delay]
}
