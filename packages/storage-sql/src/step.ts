import type { Compilable, QueryExecutorProvider, RawBuilder } from "kysely"

/** One statement, compiled for the database that is asked. */
export interface Query {
  readonly _tag: "Query"
  readonly sql: string
  readonly parameters: ReadonlyArray<unknown>
}

/** Several queries of which none needs another's answer. They are done in their order; the answer has the rows of each. */
export interface Together {
  readonly _tag: "Together"
  readonly queries: ReadonlyArray<Query>
}

/**
 * One statement that is done once for each list of parameters, in order, and answers with no rows. The dialect decides
 * how many lists there are for so many rows: where a statement costs a journey, one that carries all rows as arrays.
 */
export interface Batch {
  readonly _tag: "Batch"
  readonly sql: string
  readonly parameters: ReadonlyArray<ReadonlyArray<unknown>>
  /** That each list has one text, which the statement does not name but reads as its input, as `copy` does. */
  readonly copies?: boolean
  /**
   * What is done instead where the step is run anew: slower, but it does not fail for a row that is there already. Only
   * where the database runs steps anew for such a row.
   */
  readonly again?: () => Batch
}

/** The step ends here with a typed error; what it wrote is taken back. */
export interface Failure<E> {
  readonly _tag: "Failure"
  readonly error: E
}

/**
 * One atomic step, as a generator: it yields what it asks of the database, and is given the rows. It knows neither
 * connections nor promises, so the same code runs at one go on a driver that answers at once, and piece by piece on
 * one that makes it wait. A step is used once; whoever tries again makes a new one.
 */
export type Step<A, E = never> = Generator<Query | Together | Batch | Failure<E>, A, ReadonlyArray<unknown>>

/** The rows of a query, typed as it says: the one place where the database is believed. */
export function* ask<Row>(query: Compilable<Row>): Step<ReadonlyArray<Row>> {
  const { parameters, sql } = query.compile()
  return (yield { _tag: "Query", sql, parameters }) as ReadonlyArray<Row>
}

/** The first row of a query, if there is one. */
export function* askFirst<Row>(query: Compilable<Row>): Step<Row | undefined> {
  return (yield* ask(query))[0]
}

/** The rows of a query that is written out, where that is plainer than to build it. */
export function* askRaw<Row>(db: QueryExecutorProvider, query: RawBuilder<Row>): Step<ReadonlyArray<Row>> {
  return yield* ask<Row>({ compile: () => query.compile(db) })
}

/** What some steps come to, in their order. */
type Answers<Steps extends ReadonlyArray<Step<unknown>>> = {
  readonly [N in keyof Steps]: Steps[N] extends Step<infer A> ? A : never
}

/**
 * Take some steps side by side, of which none needs what another one answers: what they ask is sent together, so that they
 * cost as many journeys as the longest of them. Of what is sent together, the first step's comes first.
 */
export function* together<const Steps extends ReadonlyArray<Step<unknown>>>(...steps: Steps): Step<Answers<Steps>> {
  const all = steps.map((step) => ({ step, next: step.next([]) }))
  for (;;) {
    const asking = []
    for (const one of all) {
      while (one.next.done !== true && one.next.value._tag !== "Query" && one.next.value._tag !== "Together") {
        one.next = one.step.next(yield one.next.value)
      }
      const request = one.next.done === true ? undefined : one.next.value
      if (request?._tag === "Query") asking.push({ one, queries: [request], isOne: true })
      if (request?._tag === "Together") asking.push({ one, queries: request.queries, isOne: false })
    }
    const queries = asking.flatMap((some) => some.queries)
    if (queries.length === 0) return all.map(({ next }) => next.value) as Answers<Steps>
    const rows = queries.length === 1 ? [yield queries[0]!] : yield { _tag: "Together", queries }
    let answered = 0
    for (const { isOne, one, queries: own } of asking) {
      const its = rows.slice(answered, answered + own.length) as ReadonlyArray<ReadonlyArray<unknown>>
      one.next = one.step.next(isOne ? its[0]! : its)
      answered += own.length
    }
  }
}

/** The same step with one query at a time, for who looks at each. */
export function* apart<A, E>(
  step: Step<A, E>
): Generator<Query | Batch | Failure<E>, A, ReadonlyArray<unknown>> {
  let next = step.next([])
  while (next.done !== true) {
    const request = next.value
    if (request._tag === "Together") {
      const rows = []
      for (const query of request.queries) rows.push(yield query)
      next = step.next(rows)
    } else next = step.next(yield request)
  }
  return next.value
}

/** Have the database do something of which no answer is needed, nor waited for where that costs a journey. */
export function* tell(query: Compilable): Step<void> {
  const { parameters, sql } = query.compile()
  yield { _tag: "Batch", sql, parameters: [parameters] }
}

/** The same with a statement that is written out. */
export function* tellRaw(db: QueryExecutorProvider, query: RawBuilder<unknown>): Step<void> {
  yield* tell({ compile: () => query.compile(db) })
}

/** Write many rows; none is no work. */
export function* write(batch: Batch): Step<void> {
  if (batch.parameters.length > 0) yield batch
}

/** End the step with a typed error. */
export function* fail<E>(error: E): Step<never, E> {
  yield { _tag: "Failure", error }
  throw new Error("a step went on after it had failed")
}
