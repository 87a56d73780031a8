import type { Dice } from "./dice.ts"

/** Area codes of the United States; the exchange 555 with lines 0100 to 0199 is kept free for fiction in each. */
const areaCodes =
  "201 202 203 207 212 215 216 240 301 302 304 305 315 336 347 401 404 407 410 412 205 210 214 217 224 225 251 254 262 281"
    .split(" ")

/** A contact list: the phones that it has, and the file. */
export interface MadeList {
  readonly phones: ReadonlyArray<string>
  readonly csv: string
}

/** The nth of the phones that are made up, all different, up to three thousand. */
export const phoneAt = (n: number): string =>
  `+1${areaCodes[n % areaCodes.length]}555${String(100 + Math.floor(n / areaCodes.length) % 100).padStart(4, "0")}`

/** How many phones there are, each of which several campaigns may want to call. */
const people = 600

/** The nth of the phones that are in no list, up to two thousand and four hundred. */
export const strangerAt = (n: number): string => {
  if (n >= areaCodes.length * 100 - people) throw new Error("there are no more phones that nobody calls")
  return phoneAt(people + n)
}

/** A list of so many contacts, no phone twice. */
export const makeList = (dice: Dice, contacts: number): MadeList => {
  const phones = new Set<string>()
  while (phones.size < Math.min(contacts, people)) phones.add(phoneAt(dice.whole(0, people - 1)))
  return { phones: [...phones], csv: `phone,name\n${[...phones].map((phone, n) => `${phone},Person ${n}\n`).join("")}` }
}
