import { Effect, Schema } from "effect"
import { type Client, NoAnswer } from "./client.ts"
import type { State } from "./directory.ts"
import { hours, longestCall, retries } from "./plan.ts"
import { done, type Stage } from "./stage.ts"

/** Not one row of the list can be called. */
export class NothingToCall extends Schema.TaggedError<NothingToCall>()("NothingToCall", {
  file: Schema.String
}) {
  override get message(): string {
    return `no row of the list can be called; why not, stands beside each of them in ${this.file}`
  }
}

/** Rows from which on a list goes the way for large ones. */
const large = 5000

/** Whether a demo's list goes the way for small ones. */
export const isSmall = ({ rows }: State): boolean => rows < large

/** For how long a demo may call, in days of its own clock: long enough for one that was killed to go on tomorrow. */
const lasts = 14

const callConfig = ({ timezone }: State) => ({
  max_call_length: longestCall,
  call_retry_config: {
    retry_count: retries.count,
    retry_busy: retries.busy,
    retry_not_picked: retries.notPicked,
    retry_failed: retries.failed
  },
  call_time: { call_start_time: hours.from, call_end_time: hours.to, timezone }
})

const endOf = ({ startsAt }: State) => `${new Date(startsAt + lasts * 86_400_000).toISOString().slice(0, 16)}Z`

const formOf = (state: State, agentId: string) => ({
  agent_id: agentId,
  campaign_name: "Demo",
  campaign_end_time: endOf(state),
  call_config: JSON.stringify(callConfig(state)),
  remove_invalid_rows: "true",
  ...(state.country === null ? {} : { country_code: state.country })
})

const Saved = Schema.Struct({ list_id: Schema.String, successful_rows: Schema.Int, failed_rows: Schema.Int })

const Uploaded = Schema.Struct({ bulk_list_id: Schema.String })

const UploadStatus = Schema.Struct({
  status: Schema.Literals(["processing", "completed", "failed"]),
  message: Schema.String,
  successful_rows: Schema.Int,
  failed_rows: Schema.Int,
  invalidated_rows_csv_url: Schema.NullOr(Schema.String)
})

const uploadOf = (workspace: Client, listId: string) => workspace.get(`/campaign/upload-status/${listId}`, UploadStatus)

const rows = ({ failed_rows, successful_rows }: { readonly failed_rows: number; readonly successful_rows: number }) =>
  done(`the list: ${successful_rows} contacts, ${failed_rows} rows set aside`)

const uploaded = Effect.fnUntraced(function*(workspace: Client, listId: string) {
  while (true) {
    const status = yield* uploadOf(workspace, listId)
    if (status.status === "failed") return yield* new NoAnswer({ request: "the upload", cause: status.message })
    if (status.status === "completed") return status
    yield* Effect.sleep(200)
  }
})

/** Upload the list of a demo, and save its campaign; answers with the list's id. */
export const sendList = Effect.fnUntraced(function*(stage: Stage, state: State, workspace: Client, agentId: string) {
  const file = yield* stage.directory.list
  const form = formOf(state, agentId)
  if (isSmall(state)) {
    const saved = yield* workspace.upload("/campaign/save", file, form, Saved)
    stage.say(rows(saved))
    return saved.list_id
  }
  const { bulk_list_id } = yield* workspace.upload("/campaign/upload-csv", file, form, Uploaded)
  stage.say(rows(yield* uploaded(workspace, bulk_list_id)))
  return bulk_list_id
})

/** Keep the rows of a list that were set aside; answers with where they are, or `undefined` where there are none. */
export const saveRejected = Effect.fnUntraced(function*({ directory }: Stage, workspace: Client, listId: string) {
  const { invalidated_rows_csv_url: url, successful_rows } = yield* uploadOf(workspace, listId)
  if (url === null) return undefined
  yield* directory.keepRejected(yield* workspace.text(url))
  if (successful_rows === 0) return yield* new NothingToCall({ file: directory.rejected })
  return { url, file: directory.rejected }
})
