import type { Refusal } from "@campanile/core"
import { codeOf } from "./code-table.ts"

/** What an answer that is not a success says about a request to dial. `Unknown`: it may have been taken. */
export type Verdict =
  | { readonly _tag: "Refused"; readonly refusal: Refusal; readonly code: string }
  | { readonly _tag: "Unknown"; readonly code: string }

/** Statuses of which HTTP itself says whether asking again can help; other 4xx are the request's own fault. */
const byStatus: Readonly<Record<number, Refusal>> = {
  401: "account",
  402: "account",
  403: "account",
  409: "retryable",
  423: "retryable",
  425: "retryable",
  429: "throttled"
}

/** A server or proxy gave up waiting: for the request, or for what stood behind it after the request had passed. */
const gaveUp = new Set([408, 499])

/**
 * Reads an answer that is not a success. A server that breaks (5xx) may have taken the request before it broke, whatever
 * code it names, so that is never a refusal. Twilio's own code decides before the status; 429 is always safe to repeat
 * (its error 20429: such requests are not processed).
 */
export const verdictOf = (status: number, code: number | null): Verdict => {
  const name = code === null ? `http_${status}` : String(code)
  if (status >= 500 || gaveUp.has(status) || status < 300) return { _tag: "Unknown", code: name }
  if (status === 429) return { _tag: "Refused", refusal: "throttled", code: name }
  const refusal = (code === null ? undefined : codeOf(code)?.refusal) ?? byStatus[status] ?? "fatal"
  return { _tag: "Refused", refusal, code: name }
}

/**
 * How a request that had no answer failed. `no`: no byte of it can have left, for there was no connection. `maybe`:
 * anything else, above all a connection that broke; whether what was sent arrived cannot be told from here.
 */
export interface Silence {
  readonly sent: "no" | "maybe"
  readonly code: string
}

/** Failures to find the server's address: nothing was connected to. */
const nameless = new Set(["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EAI_NODATA", "EAI_NONAME"])
/** Failures that are the system's answer to connect(2); with another system call they say nothing of the kind. */
const unconnected = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EHOSTDOWN",
  "ENETDOWN",
  "EADDRNOTAVAIL",
  "ETIMEDOUT"
])

interface Failure {
  readonly code: string | undefined
  readonly syscall: string | undefined
  readonly errors: ReadonlyArray<unknown>
  readonly cause: unknown
}

const text = (value: unknown) => typeof value === "string" ? value : undefined

const failure = (error: unknown): Failure | undefined =>
  typeof error !== "object" || error === null ? undefined : {
    code: text(Reflect.get(error, "code")),
    syscall: text(Reflect.get(error, "syscall")),
    errors: error instanceof AggregateError ? error.errors : [],
    cause: Reflect.get(error, "cause")
  }

/** How many causes of causes are looked into. */
const depth = 8

const read = (error: unknown, left: number): Silence => {
  const failed = failure(error)
  if (failed === undefined || left === 0) return { sent: "maybe", code: "no_answer" }
  const { cause, code, errors, syscall } = failed
  // One attempt for each address of the server: all of them must have failed to connect.
  if (errors.length > 0) {
    const each = errors.map((one) => read(one, left - 1))
    return each.find(({ sent }) => sent === "maybe") ?? each[0]!
  }
  if (code === undefined) return read(cause, left - 1)
  const before = code === "UND_ERR_CONNECT_TIMEOUT" || nameless.has(code) ||
    (unconnected.has(code) && syscall === "connect")
  return { sent: before ? "no" : "maybe", code }
}

/** Reads what a client for HTTP threw. In doubt the request may have left. */
export const silenceOf = (error: unknown): Silence => read(error, depth)
