import { type Health, mayUse } from "./breaker.ts"
import type { NumberChoice } from "./calling-policy.ts"
import type { NumberId } from "./id.ts"
import { allowance, latestDial, nextAllowed } from "./pace.ts"
import { countryCode, type Phone } from "./phone.ts"
import type { CallerNumber } from "./workspace.ts"

/** A caller number and what a turn has to know of it. */
export interface NumberState {
  readonly number: CallerNumber
  /** Theoretical arrival time of its next dial (ms UTC); 0 for one that never dialed. */
  readonly arrival: number
  readonly health: Health
  /** Attempts from it that live. */
  readonly live: number
  /** In a turn: after how many of its dials this number had its latest; absent before the first. */
  readonly dialed?: number
}

/** The number that a call leaves from, or when one is free again (ms UTC) if it is only their pace that forbids it. */
type Chosen = { readonly number: NumberState } | {
  readonly number: undefined
  readonly nextAt: number | undefined
}

const sharedDigits = (a: Phone, b: Phone) => {
  let shared = 0
  while (shared < a.length && a[shared] === b[shared]) shared++
  return shared
}

/** Digits in common, the country's at least; other countries are equally far, however much their codes look alike. */
const closeness = (a: Phone, b: Phone) => countryCode(a) === countryCode(b) ? sharedDigits(a, b) : 0

const latest = ({ arrival, number }: NumberState) => latestDial(number.pace, arrival)

const later = (a: NumberState, b: NumberState) => (a.dialed ?? 0) - (b.dialed ?? 0) || latest(a) - latest(b)

/** Numbers in the order of a rotation: from the one after that which was dialed from last. */
const rotated = (numbers: ReadonlyArray<NumberState>): ReadonlyArray<NumberState> => {
  const last = numbers.findIndex((one, index) =>
    numbers.every((other) => later(one, other) >= 0) &&
    later(one, numbers[(index + 1) % numbers.length]!) > 0
  )
  return [...numbers.slice(last + 1), ...numbers.slice(0, last + 1)]
}

/**
 * Choose among a campaign's numbers: those that are neither paused nor unwell, in the order of the choice; of these the
 * first whose pace allows a dial now.
 */
export const chooseNumber = (
  numbers: ReadonlyArray<NumberState>,
  choice: NumberChoice,
  call: { readonly phone: Phone; readonly lastNumberId: NumberId | null },
  now: number
): Chosen => {
  const usable = numbers.filter(({ health, live, number }) => !number.paused && mayUse(health, live, now))
  const seen = ({ number }: NumberState) => choice.sticky && number.id === call.lastNumberId ? 1 : 0
  const near = ({ number }: NumberState) => choice.local ? closeness(number.phone, call.phone) : 0
  const inTurn = choice.order === "rotation"
    ? rotated(usable)
    : usable.toSorted((a, b) => latest(a) - latest(b) || (a.number.id < b.number.id ? -1 : 1))
  const inOrder = inTurn.toSorted((a, b) => seen(b) - seen(a) || near(b) - near(a))
  const number = inOrder.find(({ arrival, number }) => allowance(number.pace, arrival, now) > 0)
  if (number !== undefined) return { number }
  const free = inOrder.map(({ arrival, number }) => nextAllowed(number.pace, arrival, now))
  return { number: undefined, nextAt: free.length === 0 ? undefined : Math.min(...free) }
}
