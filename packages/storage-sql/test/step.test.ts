import { expect, it } from "@effect/vitest"
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely"
import { type Batch, migrations, type Query } from "../src/index.ts"
import { apart, ask, askFirst, fail, type Step, together, write } from "../src/step.ts"

interface Bells {
  readonly bell: { readonly id: number; readonly name: string }
}

const db = new Kysely<Bells>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (own) => new PostgresIntrospector(own),
    createQueryCompiler: () => new PostgresQueryCompiler()
  }
})

const bells = db.selectFrom("bell").selectAll().where("id", ">", 1)

/** A database that makes every query wait for its answer. */
const runLater = async <A, E>(all: Step<A, E>, answers: ReadonlyArray<ReadonlyArray<unknown>>) => {
  const step = apart(all)
  const asked: Array<Query | Batch> = []
  let next = step.next([])
  while (next.done !== true) {
    if (next.value._tag === "Failure") return { asked, failed: next.value.error }
    asked.push(next.value)
    next = step.next(await Promise.resolve(answers[asked.length - 1] ?? []))
  }
  return { asked, answered: next.value }
}

it("a step is given the rows of what it asked, however late they come", async () => {
  function* names(): Step<ReadonlyArray<string>> {
    const all = yield* ask(bells)
    const first = yield* askFirst(bells.where("name", "=", "Ave"))
    return [...all.map(({ name }) => name), first === undefined ? "nobody" : first.name]
  }
  const ran = await runLater(names(), [[{ id: 2, name: "Ave" }, { id: 3, name: "Maria" }], []])
  expect(ran).toEqual({
    answered: ["Ave", "Maria", "nobody"],
    asked: [
      { _tag: "Query", sql: `select * from "bell" where "id" > $1`, parameters: [1] },
      { _tag: "Query", sql: `select * from "bell" where "id" > $1 and "name" = $2`, parameters: [1, "Ave"] }
    ]
  })
})

it("a step that fails asks for nothing more", async () => {
  function* failing(): Step<void, "no bell"> {
    if ((yield* ask(bells)).length === 0) yield* fail("no bell" as const)
    yield* ask(bells)
  }
  const { asked, failed } = await runLater(failing(), [[]])
  expect(failed).toBe("no bell")
  expect(asked).toHaveLength(1)
})

it("a driver that goes on with a step that has failed hears of its bug", () => {
  const step = fail("no bell")
  step.next([])
  expect(() => step.next([])).toThrow("a step went on after it had failed")
})

it("writing no rows asks for nothing", async () => {
  const none: Batch = { _tag: "Batch", sql: "insert into bell values ($1)", parameters: [] }
  const one: Batch = { ...none, parameters: [[1]] }
  function* writing(): Step<void> {
    yield* write(none)
    yield* write(one)
  }
  expect((await runLater(writing(), [])).asked).toEqual([one])
})

it("migrations are written in words that Postgres knows as well", () => {
  const statements = migrations.flatMap(({ statements }) => statements(db.schema)).map((one) => one.compile())
  const types = statements.flatMap(({ sql }) =>
    [...sql.matchAll(/" ([a-z ]+?)(?: not null)?[,)]/gu)].map(([, type]) => type)
  )
  expect(new Set(types)).toEqual(new Set(["bigint", "double precision", "text"]))
  expect(statements.flatMap(({ parameters }) => parameters)).toEqual([])
})

it("steps side by side ask together what they ask at the same time, and each has its own answers", () => {
  const named = (name: string) => ask(bells.where("name", "=", name))
  function* one(): Step<string> {
    const [first] = yield* named("Ave")
    const [second] = yield* named(`after ${first?.name}`)
    return `${first?.name} ${second?.name}`
  }
  function* writing(): Step<number> {
    yield* write({ _tag: "Batch", sql: "insert", parameters: [[1]] })
    return (yield* named("Maria")).length
  }
  function* all(): Step<unknown> {
    return yield* together(one(), together(writing(), named("Rose")), together())
  }
  const step = all()
  expect(step.next([]).value).toMatchObject({ _tag: "Batch", sql: "insert" })
  const asked = step.next([]).value
  expect(asked).toMatchObject({
    _tag: "Together",
    queries: [{ parameters: [1, "Ave"] }, { parameters: [1, "Maria"] }, { parameters: [1, "Rose"] }]
  })
  const bell = (name: string) => ({ id: 2, name })
  expect(step.next([[bell("Ave")], [], [bell("Rose")]]).value).toMatchObject({
    _tag: "Query",
    parameters: [1, "after Ave"]
  })
  expect(step.next([bell("Grazia")])).toEqual({ done: true, value: ["Ave Grazia", [0, [bell("Rose")]], []] })
})
