import { type FrequencyCap, type ListId, nextWithinCap, type WorkspaceId } from "@campanile/core"
import { sql } from "kysely"
import type { Dialect } from "../dialect.ts"
import { ask, type Step } from "../step.ts"
import { dialsTo } from "./dials.ts"

interface Prefix {
  readonly prefix: string
}

/** How many contacts of a list have phones that begin so, for each prefix; counted in the index of phones alone. */
export function* countPrefixes(
  { db, startsWith, table }: Dialect,
  workspaceId: WorkspaceId,
  id: ListId,
  prefixes: ReadonlyArray<string>
): Step<ReadonlyMap<string, number>> {
  const rows = yield* ask(
    db.selectFrom(table<Prefix>({ prefix: "text" }, prefixes.map((prefix) => ({ prefix }))).as("asked"))
      .select([
        "asked.prefix",
        (select) =>
          select.selectFrom("contact").select(({ fn }) => fn.countAll<number>().as("contacts"))
            .where("workspace_id", "=", workspaceId).where("list_id", "=", id)
            .where(startsWith("contact.phone", sql<string>`asked.prefix`)).as("contacts")
      ])
  )
  return new Map(rows.map(({ contacts, prefix }) => [prefix, Number(contacts)]))
}

/** Contacts that are looked at in one go. */
const most = 5000

/** How many contacts of a list a frequency cap would hold back at an instant. */
export function* projectCap(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  id: ListId,
  cap: FrequencyCap,
  subject: string | null,
  now: number
): Step<{ readonly contacts: number; readonly blocked: number }> {
  let [contacts, blocked, last] = [0, 0, -1]
  while (true) {
    const rows = yield* ask(
      dialect.db.selectFrom("contact").select(["number", "phone"])
        .where("workspace_id", "=", workspaceId).where("list_id", "=", id)
        .where("number", ">", last).orderBy("number").limit(most)
    )
    const dials = yield* dialsTo(dialect, workspaceId, rows.map(({ phone }) => phone), cap, new Map(), now)
    for (const its of dials.values()) {
      const counted = its.filter((dial) => !cap.bySubject || dial.subject === subject).map(({ at }) => at)
      if (nextWithinCap(cap, counted, now) > now) blocked++
    }
    contacts += rows.length
    last = rows.at(-1)?.number ?? last
    if (rows.length < most) return { contacts, blocked }
  }
}
