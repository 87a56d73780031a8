import type { Resources, Size } from "./resources.ts"

/** What one figure says, in the words of `docs/performance.md`. */
export interface Gauge {
  /** By which the figure is known: the key in what the run prints last. */
  readonly name: string
  /** What is measured, as a part of a sentence. */
  readonly what: string
  /** What stands beside it in the same run; empty where the figure is no ratio. */
  readonly beside: string
  /** In which `ours` and `peer` are told: "lives/s", "ms". */
  readonly unit: string
  /** Whether a greater value is the better one. */
  readonly better: "more" | "less"
  /** The value that it has to reach, and the one that it aims at; null where there is none. */
  readonly must: number | null
  readonly aim: number | null
  /** What limits it now, and what would be the next step, in a sentence or two. */
  readonly limit: string
}

/** One round of a gauge: what ours did and what its peer did beside it, in the gauge's unit; no peer, no ratio. */
export interface Round {
  readonly ours: number
  readonly peer: number | null
}

/** Something of which the cost is known by measuring it. What costs the same to prepare is one measure with several gauges. */
export interface Measure {
  /** By which it is asked for. */
  readonly name: string
  readonly gauges: ReadonlyArray<Gauge>
  /**
   * Prepare, and take rounds for as long as they are asked for: each answers with one for each gauge, ours and the peer's
   * taken one right after the other. The first of them warms up. What was prepared is given back at the generator's end.
   */
  readonly rounds: (resources: Resources) => AsyncGenerator<ReadonlyArray<Round>>
}

/** What came out of a gauge: medians over the rounds; a ratio's value is taken round by round. */
export interface Figure {
  /** Ours ÷ the peer's, or ours where there is no peer. */
  readonly value: number
  readonly must: number | null
  readonly aim: number | null
  readonly ours: number
  readonly peer: number | null
  readonly unit: string
  /** The least and the greatest value of a round. */
  readonly spread: readonly [number, number]
}

/** How many rounds there are of a run of a size: some that warm up, and then those that count. */
const roundsOf = { full: { warmUp: 1, counted: 5 }, tiny: { warmUp: 0, counted: 2 } } as const

/** The one in the middle, or the mean of the two there. */
export const median = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2
}

/** What the rounds of a gauge come to. */
export const figureOf = ({ aim, must, unit }: Gauge, rounds: ReadonlyArray<Round>): Figure => {
  const values = rounds.map(({ ours, peer }) => peer === null ? ours : ours / peer)
  const peers = rounds.flatMap(({ peer }) => peer ?? [])
  return {
    value: median(values),
    must,
    aim,
    ours: median(rounds.map(({ ours }) => ours)),
    peer: peers.length === 0 ? null : median(peers),
    unit,
    spread: [Math.min(...values), Math.max(...values)]
  }
}

/** Measure once to warm up, and then for the figures; `said` hears of each round. */
export const take = async (
  { gauges, rounds }: Measure,
  resources: Resources,
  size: Size,
  said: (rounds: ReadonlyArray<Round>) => void
): Promise<ReadonlyMap<string, Figure>> => {
  const { counted, warmUp } = roundsOf[size]
  const taken: Array<ReadonlyArray<Round>> = []
  for await (const round of rounds(resources)) {
    said(round)
    taken.push(round)
    if (taken.length === warmUp + counted) break
  }
  return new Map(gauges.map((gauge, n) => [gauge.name, figureOf(gauge, taken.slice(warmUp).map((round) => round[n]!))]))
}
