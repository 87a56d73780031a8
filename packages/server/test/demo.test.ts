import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import type { figuresOf } from "../src/demo/report.ts"
import { temporaryDirectory } from "./files.ts"
import { campanile, type Ending, run } from "./program.ts"

type Figures = ReturnType<typeof figuresOf>

const figuresIn = ({ stdout }: Ending) => JSON.parse(stdout.trimEnd().split("\n").at(-1)!) as Figures

const expectExact = (figures: Figures) => {
  const { accepted, calls, canceled, completed, contacts, failed, rejected } = figures
  expect(accepted + rejected).toBe(contacts)
  expect(calls).toBe(accepted)
  expect(completed + failed + canceled).toBe(calls)
  expect(figures.attempts).toBeGreaterThanOrEqual(calls - canceled)
  expect(figures).toMatchObject({ doubleDials: 0, creditsHeld: 0 })
  expect(figures.maxConcurrent).toBeLessThanOrEqual(figures.capacity)
  expect(figures.creditsSpent).toBeGreaterThan(0)
  expect(figures.creditsSpent).toBeLessThanOrEqual(figures.creditsGranted)
}

interface Dial {
  readonly at: number
  readonly request: { readonly to: string }
}

/** What the carrier was asked to dial, by its own record. */
const dialsIn = (data: string) =>
  readFileSync(join(data, "campanile.db.carrier.jsonl"), "utf8").trimEnd().split("\n").map((line) =>
    JSON.parse(line) as Dial
  )

const hourAt = (instant: number, timeZone: string) =>
  Number(new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", hourCycle: "h23" }).format(instant))

it("plays a campaign to its end, and everything adds up", async () => {
  const ending = await run(["demo", "--contacts", "40", "--speed", "1500", "--json"])
  expect(ending.stderr).toContain("double dials")
  expect(ending.code).toBe(0)
  expect(ending.stdout.trimEnd().split("\n")).toHaveLength(1)
  const figures = figuresIn(ending)
  expectExact(figures)
  expect(figures).toMatchObject({ contacts: 40, rejected: 0, canceled: 0 })
  expect(Object.keys(figures)).toEqual([
    "contacts",
    "accepted",
    "rejected",
    "calls",
    "completed",
    "failed",
    "canceled",
    "attempts",
    "maxConcurrent",
    "capacity",
    "creditsGranted",
    "creditsSpent",
    "creditsHeld",
    "doubleDials",
    "seconds"
  ])
})

it("goes on after a kill with the same campaign, and dials nobody twice", async () => {
  const data = join(temporaryDirectory(), "demo")
  const args = ["demo", "--data", data, "--speed", "600", "--json"]
  const first = campanile([...args, "--contacts", "60"])
  await first.prints(/ [1-9]\d dials/u)
  first.kill("SIGKILL")
  expect((await first.ended).signal).toBe("SIGKILL")
  const state = readFileSync(join(data, "demo.json"), "utf8")
  const dialed = dialsIn(data).length
  expect(statSync(join(data, "demo.json")).mode & 0o777).toBe(0o600)

  const second = await run(args)
  expect(second.code).toBe(0)
  expect(second.stderr).toContain(`Going on with the campaign in ${data}`)
  expect(second.stderr).not.toContain("✓ the list:")
  expect(readFileSync(join(data, "demo.json"), "utf8")).toBe(state)
  const figures = figuresIn(second)
  expectExact(figures)
  expect(figures.contacts).toBe(60)
  expect(figures.attempts).toBeGreaterThan(dialed)

  const rows = readFileSync(join(data, "contacts.csv"), "utf8").trimEnd().split("\n").slice(1).map((row) =>
    row.split(",")
  )
  const zones = new Map(rows.map((cells) => [cells[0], cells.at(-1)!]))
  const hours = dialsIn(data).map(({ at, request }) => hourAt(at, zones.get(request.to)!))
  expect(hours.filter((hour) => hour < 9 || hour >= 20)).toEqual([])

  const third = await run(args)
  expect({ ...figuresIn(third), seconds: 0 }).toEqual({ ...figures, seconds: 0 })
})

it("takes a list of the user's own, and keeps the rows that were set aside", async () => {
  const temporary = temporaryDirectory()
  const csv = join(temporaryDirectory(), "mine.csv")
  writeFileSync(
    csv,
    "phone,Guest,room\n098765 43210,Asha,12\n+91 98765 43211,Ravi,14\n12,Nobody,15\n+919876543211,Ravi again,14\n"
  )
  const args = ["demo", "--csv", csv, "--country", "in", "--speed", "1500", "--json"]
  const ending = await run(args, { TMPDIR: temporary })
  expect(ending.stderr).toContain("@{{Guest}}")
  expect(ending.code).toBe(0)
  const figures = figuresIn(ending)
  expectExact(figures)
  expect(figures).toMatchObject({ contacts: 4, accepted: 2, rejected: 2 })
  const [directory] = readdirSync(temporary)
  const rejected = join(temporary, directory!, "rejected-rows.csv")
  expect(ending.stderr).toContain(rejected)
  expect(readdirSync(join(temporary, directory!))).toEqual(["rejected-rows.csv"])
  expect(readFileSync(rejected, "utf8")).toContain("Ravi again")
})

it("hands on what the server has against a file, and ends with code 1", async () => {
  const csv = join(temporaryDirectory(), "mine.csv")
  writeFileSync(csv, "name,room\nAsha,12\n")
  const { code, stderr, stdout } = await run(["demo", "--csv", csv, "--json"])
  expect(code).toBe(1)
  expect(stdout).toBe("")
  expect(stderr).toContain("there is no phone column")
  const missing = await run(["demo", "--csv", `${csv}.missing`])
  expect(missing.code).toBe(1)
  expect(missing.stderr).toContain(`${csv}.missing: `)
})

it("says why nobody of a list can be called, and takes a better one to the same place", async () => {
  const data = temporaryDirectory()
  const csv = join(temporaryDirectory(), "mine.csv")
  const args = ["demo", "--csv", csv, "--data", data, "--speed", "3000", "--json"]
  writeFileSync(csv, "phone,name\n12,Asha\n")
  const first = await run(args)
  expect(first.code).toBe(1)
  expect(first.stderr).toContain(`no row of the list can be called; why not, stands beside each of them in ${data}`)
  expect(readFileSync(join(data, "rejected-rows.csv"), "utf8")).toContain("phone_no_country")

  writeFileSync(csv, "phone,name\n+919876543210,Asha\n")
  const second = await run(args)
  expect(second.code).toBe(0)
  expect(figuresIn(second)).toMatchObject({ contacts: 1, accepted: 1, doubleDials: 0 })
})

it("leaves the server running where that is wanted, and nothing behind when it stops", async () => {
  const temporary = temporaryDirectory()
  const program = campanile(["demo", "--contacts", "10", "--speed", "3600", "--keep"], { TMPDIR: temporary })
  const [, key, url] = await program.prints(/curl -H "X-API-KEY: (\S+)" (http:\S+)/u)
  const response = await fetch(url!, { headers: { "x-api-key": key! } })
  expect(await response.json()).toMatchObject({ campaign_status: "completed", total_count: 10 })
  expect(readdirSync(temporary)).toHaveLength(1)
  program.kill("SIGINT")
  expect((await program.ended).code).toBe(0)
  expect(readdirSync(temporary)).toEqual([])
})
