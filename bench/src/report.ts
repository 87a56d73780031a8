import type { Figure, Gauge } from "./measure.ts"

/** A figure with when (an ISO date) and where it was taken. */
export interface Taken extends Figure {
  readonly on: string
  readonly machine: string
}

/** A number with three digits that count, for people. */
export const short = (value: number): string => {
  if (!Number.isFinite(value)) return String(value)
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))))
  return value.toLocaleString("en", { minimumFractionDigits: 0, maximumFractionDigits: Math.min(4, digits) })
}

/** Whether a figure is as good as a bound. */
const reaches = (value: number, { better }: Gauge, bound: number) => better === "more" ? value >= bound : value <= bound

const verdict = (gauge: Gauge, { aim, must, value }: Figure): string => {
  if (must !== null && !reaches(value, gauge, must)) return "missed"
  if (aim !== null && reaches(value, gauge, aim)) return "aim reached"
  return must === null ? "" : "reached"
}

const bound = ({ better }: Gauge, value: number | null) =>
  value === null ? "" : `${better === "more" ? "≥" : "≤"} ${value}`

const columns = ["figure", "value", "spread", "ours", "peer", "unit", "must", "aim", ""]

const cells = (gauge: Gauge, figure: Figure): ReadonlyArray<string> => [
  gauge.name,
  short(figure.value),
  figure.spread.map(short).join("–"),
  short(figure.ours),
  figure.peer === null ? "" : short(figure.peer),
  gauge.unit,
  bound(gauge, figure.must),
  bound(gauge, figure.aim),
  verdict(gauge, figure)
]

type Measured = ReadonlyArray<readonly [Gauge, Figure]>

/** All rows, with the names of the columns above, each column as wide as its widest cell and at least three. */
const aligned = (measured: Measured): ReadonlyArray<ReadonlyArray<string>> => {
  const rows = [columns, ...measured.map(([gauge, figure]) => cells(gauge, figure))]
  const widths = columns.map((_, n) => Math.max(3, ...rows.map((row) => row[n]!.length)))
  return rows.map((row) => row.map((cell, n) => cell.padEnd(widths[n]!)))
}

/** The figures for a terminal. */
export const table = (measured: Measured): string => aligned(measured).map((row) => row.join("  ").trimEnd()).join("\n")

const sentence = (gauge: Gauge) =>
  `**${gauge.name}**: ${gauge.what}${gauge.beside === "" ? "" : ` ÷ ${gauge.beside}`}. ${gauge.limit}`.trim()

/** The page that people read: `docs/performance.md`. */
export const page = (measured: ReadonlyArray<readonly [Gauge, Taken]>): string => {
  const places = [...new Set(measured.map(([, { machine, on }]) => `${on}: ${machine}`))]
  const [names, ...rows] = aligned(measured)
  return [
    "# Performance",
    "",
    "What the engine costs, measured beside what people would use instead, in the same run on the same machine: a",
    "ratio says more about another machine than a number does. This page is written by `npm run bench`; each figure is the",
    "median of five rounds after one that warms up, taken in turn with its peer, and the spread is the least and the",
    "greatest of them. _Must_ is what a release has to reach, _aim_ is where we want to be.",
    "",
    "Measured with Postgres 18 (`shared_buffers` 1 GB, `max_wal_size` 4 GB, commits wait for the disk) and SQLite, on:",
    "",
    ...places.map((place) => `- ${place}`),
    "",
    ...[names!, names!.map((name) => "-".repeat(name.length)), ...rows].map((row) => `| ${row.join(" | ")} |`),
    "",
    "## What each one is, and what limits it",
    "",
    ...measured.flatMap(([gauge]) => [`- ${sentence(gauge)}`]),
    ""
  ].join("\n")
}
