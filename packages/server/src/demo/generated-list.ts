/**
 * Area codes of the United States by zone. The exchange 555 with lines 0100 to 0199 is kept free for fiction in each.
 */
const areaCodes: ReadonlyArray<readonly [zone: string, codes: string]> = [
  [
    "America/New_York",
    "201 202 203 207 212 215 216 240 301 302 304 305 315 336 347 401 404 407 410 412 413 434 443 470 484 508 513 516 518 617"
  ],
  [
    "America/Chicago",
    "205 210 214 217 224 225 251 254 262 281 309 312 314 316 318 320 331 334 337 361 405 409 414 417 469 479 501 504 512 612"
  ],
  ["America/Denver", "303 307 385 406 435 505 575 719 720 801 970"],
  ["America/Phoenix", "480 520 602 623 928"],
  [
    "America/Los_Angeles",
    "206 209 213 253 310 323 360 408 415 425 503 509 510 530 559 562 619 626 650 661 702 707 714 725 747 760 775 805 818 916"
  ]
]

const places = areaCodes.flatMap(([zone, codes]) => codes.split(" ").map((code) => ({ zone, code })))

const clinics = ["Harbor Clinic", "Oak Street Clinic", "Riverside Clinic", "Hillside Clinic"]

const firstLine = 100

/** The most rows that can be made without repeating a phone. */
export const mostGenerated = 1_000_000

/** Spread over the places without ever meeting one twice in a round: the step shares no factor with their number. */
const step = 47

const row = (n: number): string => {
  const { code, zone } = places[(n * step) % places.length]!
  const line = firstLine + Math.floor(n / places.length)
  const day = String(4 + n % 20).padStart(2, "0")
  return `+1${code}555${String(line).padStart(4, "0")},Contact ${
    n + 1
  },2026-03-${day},${clinics[n % clinics.length]!},${zone}`
}

/**
 * A contact list of so many rows in the columns of the sample. Its phones are in the ranges that are kept free for
 * fiction as far as those reach, which is a bit more than ten thousand; what lies beyond may belong to somebody, so a
 * generated list is for the simulated carrier only.
 */
export const generatedList = (rows: number): string =>
  `Mobile Number,callee_name,appointment_date,clinic,timezone\n${
    Array.from({ length: rows }, (_, n) => `${row(n)}\n`).join("")
  }`
