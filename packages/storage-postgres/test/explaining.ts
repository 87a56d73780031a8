import { apart, type Step } from "@campanile/storage-sql"
import pg from "pg"

/** A node of a plan that was carried out, as `explain` tells it in JSON. */
export interface PlanNode {
  readonly "Node Type": string
  readonly "Relation Name"?: string
  readonly "Index Name"?: string
  readonly "Actual Rows": number
  readonly "Actual Loops": number
  readonly "Shared Hit Blocks": number
  readonly "Shared Read Blocks": number
  readonly Plans?: ReadonlyArray<PlanNode>
}

/** A statement of a step, with what the server did to answer it. */
export interface Answered {
  readonly step: string
  readonly sql: string
  /** All nodes of its plan, the root first. */
  readonly nodes: ReadonlyArray<PlanNode>
  /** Pages of tables and indexes that it looked at, each as often as it did. */
  readonly pages: number
}

const nodesOf = (plan: PlanNode): ReadonlyArray<PlanNode> => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]

/** A parameter in SQL: steps have texts, numbers and nulls alone. */
const literal = (value: unknown) =>
  value === null ? "null" : pg.escapeLiteral(typeof value === "string" ? value : JSON.stringify(value))

/**
 * A step that has each of its statements carried out twice, of which the first time is taken back and told of. It is
 * prepared for that, for a statement with parameters is planned for any, and not for those that it has just now.
 */
export function* answering<A, E>(name: string, all: Step<A, E>, told: Array<Answered>): Step<A, E> {
  const step = apart(all)
  const query = (sql: string) => ({ _tag: "Query", sql, parameters: [] }) as const
  let next = step.next([])
  while (next.done !== true) {
    const request = next.value
    if (request._tag !== "Failure" && /^\s*(select|insert|update|delete|with)/u.test(request.sql)) {
      const parameters = request._tag === "Query" ? request.parameters : request.parameters[0]!
      const values = parameters.length === 0 ? "" : `(${parameters.map(literal).join(", ")})`
      yield query("savepoint before")
      yield query(`prepare answered as ${request.sql}`)
      const [row] = yield query(`explain (analyze, buffers, timing off, format json) execute answered${values}`)
      yield query("deallocate answered")
      yield query("rollback to savepoint before")
      const plans = (row as { readonly "QUERY PLAN": ReadonlyArray<{ readonly Plan: PlanNode }> })["QUERY PLAN"]
      const pages = plans.reduce(
        (sum, { Plan: root }) => sum + root["Shared Hit Blocks"] + root["Shared Read Blocks"],
        0
      )
      told.push({ step: name, sql: request.sql, nodes: plans.flatMap(({ Plan: root }) => nodesOf(root)), pages })
    }
    next = step.next(yield request)
  }
  return next.value
}
