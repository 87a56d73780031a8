import { postgresStore } from "@campanile/storage-postgres"
import { sqliteStore } from "@campanile/storage-sqlite"
import type { Gauge, Measure, Round } from "../measure.ts"
import type { Resources } from "../resources.ts"
import { type Bulk, postgresBulk, sqliteBulk } from "../world/bulk.ts"
import { type Claims, openClaims } from "../world/claims.ts"
import { inTurn } from "./claim.ts"

const gauge = { unit: "ms", better: "less", must: 2, aim: 1.2 } as const

const gauges: ReadonlyArray<Gauge> = [
  {
    ...gauge,
    name: "claim-held",
    what:
      "a turn of 100 on Postgres (which workspaces are due, and the claim) after 300 thousand claims, while another " +
      "session holds a snapshot from before them",
    beside: "the same without one",
    limit:
      "Marks keep a turn from what is dead in the indexes of what is due and of what lives. What is left is what died " +
      "since a mark was last moved, up to 2,000 calls of a campaign, and rows that each turn writes, such as the balance, " +
      "of which every version is still there. Next: move marks more often while a snapshot is old."
  },
  {
    ...gauge,
    name: "claim-held-sqlite",
    what: "the same on SQLite, while another connection reads a state from before them",
    beside: "the same without one",
    limit:
      "While somebody reads what was before, the log cannot be carried over to the file, and grows (11 kB a call): its own " +
      "file is made longer where it is otherwise written over, which is most of what is left. A vain try sorts all of " +
      "it, so tries get rarer as it gets longer. Next: fewer pages for a claim."
  }
]

/** Two stores that are alike, in the first of which another session holds on to what was before. */
interface Pair {
  readonly held: Claims
  readonly free: Claims
  readonly hold: () => Promise<Bulk>
}

const inPostgres = async ({ database }: Resources): Promise<Pair> => {
  const [url, other] = [await database(), await database()]
  const open = (its: string) => openClaims(postgresStore({ url: its, hints: "off" }), () => postgresBulk(its))
  const hold = async () => {
    const session = await postgresBulk(url)
    await session.query("begin isolation level repeatable read")
    await session.query("select count(*) from campaign")
    return session
  }
  return { held: await open(url), free: await open(other), hold }
}

const inSqlite = async ({ file }: Resources): Promise<Pair> => {
  const [path, other] = [file("held.db"), file("free.db")]
  const open = (its: string) =>
    openClaims(sqliteStore({ path: its, synchronous: "normal" }), async () => sqliteBulk(its))
  const hold = async () => {
    const session = sqliteBulk(path)
    await session.query("begin")
    await session.query("select count(*) from campaign")
    return session
  }
  return { held: await open(path), free: await open(other), hold }
}

/** A turn behind many that came before it, with and without somebody who still sees what was before them. */
export const claimHeld: Measure = {
  name: "claim-held",
  gauges,
  async *rounds(resources) {
    const { some } = resources
    const pairs: Array<Pair> = []
    const holders: Array<Bulk> = []
    try {
      for (const open of [inPostgres, inSqlite]) {
        const pair = await open(resources)
        pairs.push(pair)
        for (const one of [pair.held, pair.free]) await one.begin(some(1_200_000, 12_000))
        holders.push(await pair.hold())
        await Promise.all([pair.held, pair.free].map((one) => one.goOn(some(300_000, 2000))))
      }
      for (;;) {
        const rounds: Array<Round> = []
        for (const { free, held } of pairs) rounds.push(await inTurn(some(20, 2), held.turn, free.turn))
        yield rounds
      }
    } finally {
      for (const one of [...pairs.flatMap(({ free, held }) => [held, free])]) await one[Symbol.asyncDispose]()
      for (const one of holders) await one.close()
    }
  }
}
