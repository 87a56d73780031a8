import { MemoryStore, storeSuite } from "@campanile/core/testing"
import { describe, it } from "@effect/vitest"
import { Effect } from "effect"

describe("MemoryStore", () => {
  for (const { name, test } of storeSuite) it.effect(name, () => test.pipe(Effect.provide(MemoryStore.layer)))
})
