import { everyDay, type Phone, type StoreShape, type Zone, type ZoneSet, zoneSet } from "@campanile/core"
import { Effect } from "effect"
import type { Bulk } from "./bulk.ts"
import { addList, type BenchWorkspace, phoneOf, startCampaign } from "./workspace.ts"

/** A Monday, 10:00 in UTC: at this instant two of the six zones are inside the window. */
export const monday = Date.UTC(2026, 2, 2, 10)

const zones = ["UTC", "America/New_York", "Asia/Tokyo", "Europe/Paris", "America/Los_Angeles", "Australia/Sydney"]
  .map((zone) => zoneSet([zone as Zone]))

/** The zone of the nth contact, from 0. */
export const zoneOf = (n: number): ZoneSet => zones[n % zones.length]!

/** A call waits in each zone: of these the databases make as many as are wanted. */
const templates = zones.length

/** Rows that a statement makes: small enough that what ends a run is heard soon. */
const chunk = 200_000

/** The nth phone, n being a number in SQL: as `phoneOf` says. */
const phoneIn = (n: string) => `'+1' || (2000000000 + ((${n}) * 7919917) % 7999999999)`

const columns = {
  contact: ["workspace_id", "list_id", "number", "line", "phone", "zones", "variables", "batch"],
  call: [
    "workspace_id",
    "id",
    "source",
    "contact",
    "phone",
    "zones",
    "status",
    "sub_status",
    "due_at",
    "attempts",
    "outcomes",
    "last_number_id",
    "disposition",
    "created_at",
    "updated_at"
  ]
}

/** Have many rows made in a table, with its secondary indexes made afterwards. */
const fill = async (
  { indexes, query, series }: Bulk,
  table: keyof typeof columns,
  to: number,
  own: Readonly<Record<string, string>>,
  where: string
) => {
  const secondary = to > chunk ? await indexes(table) : []
  for (const { name } of secondary) await query(`drop index ${name}`)
  for (let from = templates + 1; from <= to; from += chunk) {
    const number = table === "contact" ? "number" : "contact"
    await query(
      `insert into ${table} (${columns[table].join(", ")})
      select ${columns[table].map((name) => own[name] ?? `made.${name}`).join(", ")}
      from ${series(from, Math.min(to, from + chunk - 1))}
      join (select * from ${table} where ${where} and ${number} <= ${templates}) as made
        on made.${number} = 1 + (n - 1) % ${templates}
      where true order by n`
    )
  }
  for (const { text } of secondary) await query(text)
}

/**
 * A campaign of a workspace whose calls are due, in six zones of which two are open: it is begun by the engine with a
 * contact in each zone, and of these the database makes as many as are wanted, with all that belongs to them.
 * `from` is the first of their phones. Answers with the campaign's id.
 */
export const addBacklog = (
  store: StoreShape,
  bulk: Bulk,
  workspace: BenchWorkspace,
  count: number,
  from: number
) =>
  Effect.gen(function*() {
    const listId = yield* addList(store, workspace, monday, from, templates, zoneOf)
    const campaignId = yield* startCampaign(store, workspace, listId, monday, {
      window: everyDay("09:00", "18:00"),
      budget: 10 ** 14
    })
    const workspaceIs = `workspace_id = '${workspace.workspaceId}'`
    const phone = phoneIn(`${from - 1} + n`)
    yield* Effect.promise(async () => {
      await fill(
        bulk,
        "contact",
        count,
        {
          number: "n",
          line: "n + 1",
          phone,
          variables: `'{"phone":"' || ${phone} || '","name":"Name ' || (n - 1) || '","order":"' || (3 * n - 3) || '"}'`
        },
        `${workspaceIs} and list_id = '${listId}'`
      )
      const [first] = await bulk.query(`select min(id) as id from call where source = '${campaignId}'`)
      const block = String(first?.["id"]).slice(0, 29)
      const ofCampaign = `${workspaceIs} and source = '${campaignId}'`
      await fill(
        bulk,
        "call",
        count,
        { id: `'${block}' || ${bulk.digits("n")}`, contact: "n", phone },
        `${ofCampaign} and id < '${block}g' and id > '${block}'`
      )
      await bulk.query(`update tally set calls = ${count} where ${ofCampaign}`)
      await bulk.query(
        `update contact_list set accepted = ${count}, last_line = ${
          count + 1
        } where ${workspaceIs} and id = '${listId}'`
      )
    })
    return campaignId
  })

/** Suppress every twentieth of some phones, from the nth on: the engine does one, and the database the others. */
export const suppressSome = (
  store: StoreShape,
  bulk: Bulk,
  { workspaceId }: BenchWorkspace,
  count: number,
  from: number
) =>
  Effect.gen(function*() {
    const suppression = {
      workspaceId,
      pattern: phoneOf(from) satisfies Phone,
      scope: { kind: "workspace" },
      source: "register",
      reason: "asked not to be called",
      expiresAt: null,
      createdAt: monday
    } as const
    yield* store.suppress([suppression], monday)
    const names = "scope, scope_of, digits, source, reason, expires_at, created_at"
    yield* Effect.promise(async () => {
      for (let first = 1; first < count / 20; first += chunk) {
        const last = Math.min(Math.ceil(count / 20) - 1, first + chunk - 1)
        await bulk.query(
          `insert into suppression (workspace_id, pattern, ${names})
          select workspace_id, ${phoneIn(`${from} + 20 * n`)}, ${names}
          from ${bulk.series(first, last)} cross join (
            select * from suppression where workspace_id = '${workspaceId}' and pattern = '${phoneOf(from)}'
          ) as made where true`
        )
      }
    })
  })
