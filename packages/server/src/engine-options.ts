import type { EngineOptions } from "@campanile/core"

/**
 * The engine's options for a clock that runs at a speed. Its loops are not to spin, and a lease is not to run out while
 * the process is merely busy: it lasts at least three real seconds. A delivery is its node's for at least half a
 * real minute, twice as long as a receiver has to answer.
 */
export const engineOptions = (speed: number): EngineOptions => {
  const slower = Math.max(1, speed / 20)
  return {
    poll: 1000 * slower,
    reconcile: 5000 * slower,
    lease: Math.max(15_000, 3000 * speed),
    batch: 200,
    hidden: Math.max(60_000, 30_000 * speed),
    hookPatience: Math.max(10_000, 5000 * speed)
  }
}

/** How long (ms) a request to a carrier may take on a clock that runs at a speed: at least two real seconds. */
export const carrierPatience = (speed: number): number => Math.max(30_000, 2000 * speed)
