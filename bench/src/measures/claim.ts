import { postgresStore } from "@campanile/storage-postgres"
import { sqliteStore } from "@campanile/storage-sqlite"
import { type Gauge, type Measure, median, type Round } from "../measure.ts"
import type { Resources } from "../resources.ts"
import { postgresBulk, sqliteBulk } from "../world/bulk.ts"
import { type Claims, openClaims } from "../world/claims.ts"

const gauge = { unit: "ms", better: "less", must: 2, aim: 1.2 } as const

const gauges: ReadonlyArray<Gauge> = [
  {
    ...gauge,
    name: "claim",
    what: "a claim of 100 on Postgres with all gates, 10 million calls due, two of their six zones open",
    beside: "the same with 10 thousand",
    limit:
      "Some twenty questions in nine journeys (nineteen when this was taken last), and the rows of 100 calls and attempts " +
      "with their indexes: none of it grows with what is due, only the chance that a page is not in memory. Next: no count " +
      "of what is due where one source alone wants slots."
  },
  {
    ...gauge,
    name: "claim-sqlite",
    what: "the same claim on SQLite, 10 million calls due",
    beside: "the same with 10 thousand",
    limit:
      "No journeys; what grows is that calls, contacts and suppressions lie on more pages than the 2 MB that SQLite " +
      "keeps by itself, so more of them are read from the system. Next: a larger page cache."
  }
]

/** A store in a new Postgres database. */
export const inPostgres = async ({ database }: Resources): Promise<Claims> => {
  const url = await database()
  return openClaims(postgresStore({ url, hints: "off" }), () => postgresBulk(url))
}

/** A store in a new SQLite file. */
export const inSqlite = async ({ file }: Resources): Promise<Claims> => {
  const path = file("claims.db")
  return openClaims(sqliteStore({ path, synchronous: "normal" }), async () => sqliteBulk(path))
}

/** So many claims of two sides in turn: the median of each. */
export const inTurn = async (
  times: number,
  ours: () => Promise<number>,
  peer: () => Promise<number>
): Promise<Round> => {
  const taken: Array<readonly [number, number]> = []
  for (let n = 0; n < times; n++) taken.push([await ours(), await peer()])
  return { ours: median(taken.map(([one]) => one)), peer: median(taken.map(([, other]) => other)) }
}

/** A claim where many calls are due, beside one where few are. */
export const claim: Measure = {
  name: "claim",
  gauges,
  async *rounds(resources) {
    const { some } = resources
    const pairs: Array<readonly [Claims, Claims]> = []
    try {
      for (const open of [inPostgres, inSqlite]) {
        const pair = [await open(resources), await open(resources)] as const
        pairs.push(pair)
        await pair[0].begin(some(10_000_000, 10_000))
      }
      for (;;) {
        const rounds: Array<Round> = []
        for (const [large, small] of pairs) {
          await small.begin(some(10_000, 1000))
          rounds.push(await inTurn(some(20, 2), large.claim, small.claim))
        }
        yield rounds
      }
    } finally {
      for (const one of pairs.flat()) await one[Symbol.asyncDispose]()
    }
  }
}
