import { once } from "node:events"
import { createWriteStream } from "node:fs"

/** How people of some country write their numbers: each `#` is a digit of a count, so that no two are the same. */
interface Shape {
  /** Of a hundred rows, how many are written like this. */
  readonly share: number
  readonly pattern: string
}

/** As they come in lists: several countries, most of them the default one, some with a plus and some as dialed there. */
const shapes: ReadonlyArray<Shape> = [
  { share: 30, pattern: "(415) 2##-####" },
  { share: 15, pattern: "+12122######" },
  { share: 10, pattern: "305.4##.####" },
  { share: 20, pattern: "+91 98### #####" },
  { share: 10, pattern: "+44 7400 ######" },
  { share: 10, pattern: "+49 1511 #######" },
  { share: 5, pattern: "0055 11 96###-####" }
]

/** Of two hundred rows, those that are bad; and the two that say a phone again that stands in the row above. */
const bad: Readonly<Record<number, string>> = {
  27: "",
  73: "unknown",
  121: "+1 415 555",
  177: "+49 000 123456"
}
const repeats = new Set([51, 149])

const patterns = shapes.flatMap(({ pattern, share }) => Array.from({ length: share }, () => pattern))

/** The patterns of a hundred rows, mixed, each with how often it stood before. */
const cycle = patterns.map((_, n) => patterns[(n * 37) % patterns.length]!).map((pattern, n, all) => ({
  pattern,
  before: all.slice(0, n).filter((one) => one === pattern).length,
  share: all.filter((one) => one === pattern).length
}))

/** The digits of a count are told backwards: what follows each other in a file is far apart in an index. */
const written = (pattern: string, count: number): string => {
  let rest = count
  return pattern.replaceAll("#", () => {
    const digit = rest % 10
    rest = (rest - digit) / 10
    return String(digit)
  })
}

const goodPhone = (n: number): string => {
  const { before, pattern, share } = cycle[n % cycle.length]!
  return written(pattern, Math.floor(n / cycle.length) * share + before)
}

const phoneOf = (n: number): string => bad[n % 200] ?? goodPhone(repeats.has(n % 200) ? n - 1 : n)

/** The header of the file, and its phone column. */
export const columns = ["name", "phone", "city", "order", "amount"] as const

const cities = ["Springfield", "Mumbai", "\"Paris, TX\"", "Köln", "São Paulo", "Leeds"]

const lineOf = (n: number): string =>
  `Contact ${n},${phoneOf(n)},${cities[n % cities.length]},A-${100_000 + n},${(n % 9973) / 100}\n`

/** Lines that are written at once. */
const together = 5000

/** Write a contact file: of a thousand rows 20 are bad and 10 say a phone again. Its default country is `US`. */
export const writeContactFile = async (path: string, rows: number): Promise<void> => {
  const file = createWriteStream(path)
  file.write(`${columns.join(",")}\n`)
  for (let from = 0; from < rows; from += together) {
    const lines = Array.from({ length: Math.min(together, rows - from) }, (_, n) => lineOf(from + n))
    if (!file.write(lines.join(""))) await once(file, "drain")
  }
  file.end()
  await once(file, "finish")
}
