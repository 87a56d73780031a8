import { ListUnreadable } from "@campanile/core"
import { Effect, Stream } from "effect"
import type { Entry } from "yauzl"
import { damaged } from "./damaged.ts"
import { limits } from "./limits.ts"
import { openPageFile, type PageFile } from "./page-file.ts"
import { type Parts, readPart } from "./parts.ts"
import { makeTextCollector } from "./text-collector.ts"
import { makeXmlReader } from "./xml.ts"

/** The texts of a workbook by their number. */
export type SharedTexts = Pick<PageFile, "at">

/** A workbook whose texts all stand in its cells. */
export const noTexts: SharedTexts = { at: () => undefined }

/** Reads the table of texts that the cells refer to onto the disk; `path` names a file that is not there yet. */
export const readSharedTexts = Effect.fnUntraced(function*(parts: Parts, entry: Entry, path: string) {
  const file = yield* Effect.acquireRelease(
    Effect.sync(() => openPageFile(path)),
    (file) => Effect.sync(() => file.close())
  )
  const collector = makeTextCollector()
  const xml = makeXmlReader({
    open: (name) => {
      if (name === "si") collector.begin()
      else collector.open(name)
    },
    text: collector.text,
    close: (name) => {
      if (name === "si") file.add(collector.end())
      else collector.close(name)
    }
  })
  const check = (fault: string | undefined): Effect.Effect<void, ListUnreadable> => {
    if (fault !== undefined) return damaged(fault)
    return collector.tooLong()
      ? new ListUnreadable({ reason: `a cell holds more than ${limits.cell} characters`, line: null })
      : Effect.void
  }
  yield* Stream.runForEach(
    readPart(parts, entry, limits.texts),
    (bytes) => Effect.suspend(() => check(xml.push(bytes)))
  )
  yield* Effect.suspend(() => check(xml.end()))
  file.seal()
  const texts: SharedTexts = file
  return texts
})
