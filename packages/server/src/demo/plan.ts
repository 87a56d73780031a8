import type { Window } from "@campanile/core"
import { everyDay } from "@campanile/core"
import type { Opening } from "./opening.ts"

/** The hours in which a demo calls, on the clocks of its contacts. */
export const hours = { from: "09:00", to: "20:00" }

/** The same, as the engine knows them. */
export const window: Window = everyDay(hours.from, hours.to)

/** Minutes until a contact is called again. */
export const retries = { count: 2, busy: 5, notPicked: 10, failed: 2 }

/** Seconds that a call may last. */
export const longestCall = 180

/** What a demo needs for a list, and how fast it plays. */
export interface Plan {
  /** Calls at once. */
  readonly capacity: number
  /** Caller numbers. */
  readonly numbers: number
  /** Credits that pay for the longest of calls with every contact. */
  readonly credits: number
  readonly speed: number
}

/** What an attempt takes on average with the simulated carrier, in seconds. */
const usualAttempt = 54

/** How many attempts a contact needs on average. */
const usualAttempts = 1.35

const clamp = (minimum: number, value: number, maximum: number) => Math.min(maximum, Math.max(minimum, value))

/** A plan by which a list is through in about half a minute of real time, or in as much as its length needs. */
export const planFor = (contacts: number, { wait }: Opening): Plan => {
  const capacity = clamp(10, Math.ceil(contacts / 20), 500)
  const dialing = contacts * usualAttempts * usualAttempt / capacity
  const again = retries.count * Math.max(retries.busy, retries.notPicked) * 60
  const virtual = wait / 1000 + dialing + again + 300
  const real = 30 + contacts / 150
  return {
    capacity,
    numbers: clamp(3, Math.ceil(capacity / 25), 20),
    credits: Math.max(100, Math.ceil(contacts * Math.ceil(longestCall / 60) / 100) * 100),
    speed: clamp(60, Math.round(virtual / real / 10) * 10, 900)
  }
}
