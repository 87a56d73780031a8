import { ListUnreadable } from "@campanile/core"
import { Effect, Stream } from "effect"
import { crc32 } from "node:zlib"
import { type Entry, openPromise, type ZipFile } from "yauzl"
import { damaged } from "./damaged.ts"
import { limits, mebibytes } from "./limits.ts"

/** The parts of a workbook, by their names in small letters; the format does not tell large from small. */
export interface Parts {
  readonly zip: ZipFile
  readonly byName: ReadonlyMap<string, Entry>
}

const messageOf = (error: unknown) => error instanceof Error ? error.message : String(error)

const attempt = <A>(run: () => Promise<A>) =>
  Effect.tryPromise({ try: run, catch: (error) => damaged(messageOf(error)) })

/** Names and notes longer than this are in no workbook; they would be kept in memory. */
const longest = 1024

const isHuge = ({ extraFieldLength, fileCommentLength, fileNameLength }: Entry) =>
  Math.max(extraFieldLength, fileCommentLength, fileNameLength) > longest

const index = async (zip: ZipFile): Promise<ReadonlyMap<string, Entry> | string> => {
  const byName = new Map<string, Entry>()
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName.toLowerCase()
    if (isHuge(entry)) return "the list of its parts is too large"
    if (byName.size >= limits.parts) return `it has more than ${limits.parts} parts`
    if (byName.has(name)) return `two of its parts are named ${name}`
    byName.set(name, entry)
  }
  return byName
}

/** Opens a workbook on the disk and lists what is in it. */
export const openParts = Effect.fnUntraced(function*(path: string) {
  const zip = yield* Effect.acquireRelease(
    attempt(() => openPromise(path, { autoClose: false })),
    (zip) => Effect.sync(() => zip.close())
  )
  const byName = yield* attempt(() => index(zip))
  return typeof byName === "string" ? yield* damaged(byName) : { zip, byName }
})

const refusal = (entry: Entry, limit: number): string | undefined => {
  const { compressedSize: packed, uncompressedSize: unpacked } = entry
  if (entry.isEncrypted()) return "this workbook is protected by a password: save it without one"
  if (!entry.canDecodeFileData()) return "this workbook is packed in a way that Excel does not use: save it again"
  if (unpacked > limit) return `a part of the workbook unpacks to more than ${mebibytes(limit)}: save the sheet as CSV`
  return unpacked > limits.unpacked && unpacked > limits.ratio * packed
    ? `a part of the workbook unpacks to more than ${limits.ratio} times its size: save the sheet as CSV`
    : undefined
}

/**
 * The bytes of a part, unpacked as they are asked for. How many there may be is known before the first: more than the
 * archive says of itself is an error of the archive.
 */
export const readPart = (parts: Parts, entry: Entry, limit: number): Stream.Stream<Uint8Array, ListUnreadable> =>
  Stream.unwrap(Effect.gen(function*() {
    const reason = refusal(entry, limit)
    if (reason !== undefined) return yield* new ListUnreadable({ reason, line: null })
    const readable = yield* Effect.acquireRelease(
      attempt(() => parts.zip.openReadStreamPromise(entry)),
      (readable) => Effect.sync(() => readable.destroy())
    )
    let sum = 0
    return Stream.fromAsyncIterable<Uint8Array, ListUnreadable>(readable, (error) => damaged(messageOf(error))).pipe(
      Stream.map((bytes) => {
        sum = crc32(bytes, sum)
        return bytes
      }),
      Stream.concat(
        Stream.suspend(() => sum === entry.crc32 ? Stream.empty : Stream.fail(damaged("its checksum is wrong")))
      )
    )
  }))
