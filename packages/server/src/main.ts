#!/usr/bin/env node
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect } from "effect"
import { Command } from "effect/cli"
import { demo } from "./commands/demo.ts"
import { keys } from "./commands/keys.ts"
import { migrate } from "./commands/migrate.ts"
import { prune } from "./commands/prune.ts"
import { serve } from "./commands/serve.ts"
import { exitCode, messageOf } from "./failure.ts"
import { version } from "./version.ts"

Command.make("campanile").pipe(
  Command.withDescription("Outbound call campaigns"),
  Command.withSubcommands([serve, migrate, keys, prune, demo]),
  Command.run({ version }),
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain({
    disableErrorReporting: true,
    teardown: (exit, end) => {
      const message = messageOf(exit)
      if (message !== undefined) process.stderr.write(`${message}\n`)
      end(typeof process.exitCode === "number" ? process.exitCode : exitCode(exit))
    }
  })
)
