import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { join } from "node:path"
import { expect } from "vitest"
import { temporaryDirectory } from "./files.ts"
import { run } from "./program.ts"
import { receiver } from "./receiver.ts"
import { adminKey, send, serve, text } from "./served.ts"

const nothing = { calls: 0, attempts: 0, decisions: 0, contacts: 0, rejected_rows: 0, messages: 0 }

it.live("campanile prune removes what was finished long ago, and a dry run only counts it", () =>
  Effect.gen(function*() {
    const hook = yield* receiver((_, response) => response.end())
    const path = join(temporaryDirectory(), "calls.db")
    const { server, workspaceId } = yield* Effect.promise(async () => {
      const { address, server } = await serve(path, {}, ["--clock-start", "2025-03-03T10:00Z"])
      const made = await send(address, adminKey, "/workspace", { name: "North" })
      const [id, key] = [text(made, "workspace", "id"), text(made, "api_key")]
      await send(address, adminKey, "/workspace/credits", { workspace_id: id, credits: 5 })
      await send(address, key, "/workspace/numbers", { phone_number: "+442079460001" })
      const agent = await send(address, key, "/agent", { name: "Reminder", prompt: "Hello." })
      const call = await send(address, key, "/calling/outbound/individual", {
        mobile_number: "+442079460002",
        agent_id: text(agent, "id"),
        from_number: "+442079460001",
        callback_url: hook.url,
        call_config: { call_time: { call_start_time: "12:00", call_end_time: "13:00", timezone: "Europe/London" } }
      })
      await fetch(`${address}/ca/api/v0/campaign/terminate`, {
        method: "PATCH",
        headers: { "x-api-key": key, "content-type": "application/json" },
        body: JSON.stringify({ call_ids: [text(call, "data", "call_id")] })
      })
      return { server, workspaceId: id }
    })
    const prune = async (...flags: ReadonlyArray<string>) => {
      const { code, stderr, stdout } = await run(["prune", "--json", ...flags], {
        CAMPANILE_DATABASE_URL: `sqlite:${path}`,
        ...(flags.length === 0 ? { CAMPANILE_KEEP_FINISHED: "forever" } : {})
      })
      assert.deepEqual({ code, stderr }, { code: 0, stderr: "" })
      return JSON.parse(stdout) as unknown
    }
    const said = (dry_run: boolean, removed: object) => ({
      dry_run,
      workspaces: [{ workspace_id: workspaceId, workspace: "North", ...nothing, ...removed }]
    })
    yield* Effect.promise(async () => {
      // A call stays until all of it is told.
      const soon = () => prune("--older-than", "90d", "--dry-run")
      await expect.poll(soon, { timeout: 60_000 }).toEqual(said(true, { calls: 1, messages: 1 }))
      server.kill("SIGTERM")
      await server.ended
      assert.deepEqual(await prune(), said(false, {}))
      assert.deepEqual(await prune("--older-than", "90d", "--dry-run"), said(true, { calls: 1, messages: 1 }))
      assert.deepEqual(
        await prune("--older-than", "90d", "--workspace", "North"),
        said(false, { calls: 1, messages: 1 })
      )
      const env = { CAMPANILE_DATABASE_URL: `sqlite:${path}` }
      const unknown = await run(["prune", "--workspace", "South"], env)
      assert.deepEqual([unknown.code, unknown.stderr], [1, "there is no workspace \"South\"\n"])
    })
  }))
