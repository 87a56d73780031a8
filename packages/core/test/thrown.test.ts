import { expect, it } from "vitest"
import { CarrierUnavailable, Lists, StoreUnavailable } from "../src/index.ts"

class Mute extends Error {
  override get message(): string {
    throw new Error("asked")
  }
}

it.each([
  ["an error", new Error("the disk is full"), "the disk is full"],
  ["a text", "the disk is full", "the disk is full"],
  ["nothing", undefined, "undefined"],
  ["an object without a prototype", Object.create(null), "something that cannot be printed"],
  ["an error that throws when it is read", new Mute(), "something that cannot be printed"]
])("what failed for %s can be told", (_, cause, words) => {
  expect(new StoreUnavailable({ step: "write", cause }).message).toBe(`the store could not write: ${words}`)
  expect(new CarrierUnavailable({ cause }).message).toBe(`the carrier could not be asked: ${words}`)
  expect(new Lists.FileUnreadable({ cause }).message).toBe(`the file could not be read: ${words}`)
})
