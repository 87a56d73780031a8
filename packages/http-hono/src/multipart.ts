import { decodeUnknownInput, InvalidInput } from "@campanile/core"
import { Busboy, type BusboyFileStream } from "@fastify/busboy"
import { Effect, Result, Schema, Stream } from "effect"
import { createReadStream, createWriteStream } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { type Body, essence } from "./body.ts"
import type { Settings } from "./endpoint.ts"
import { BodyTooLarge, MalformedBody, UnsupportedMediaType } from "./failure.ts"
import { type FieldProblem } from "./validation.ts"

/** A form that was read: its fields, checked, and its file, which is gone when the request is over. */
export interface Form<Fields> {
  readonly fields: Fields
  readonly file: Stream.Stream<Uint8Array>
}

/** The name of the part that holds the file. */
const filePart = "file"

// Far above what any form here has: who sends more does not fill in a form.
const limits = { files: 2, fields: 100, parts: 102, fieldSize: 262_144, headerPairs: 100 }

interface Received {
  readonly fields: ReadonlyMap<string, string>
  readonly hasFile: boolean
  readonly problems: ReadonlyArray<FieldProblem>
}

/** The disk, not the sender, is at fault. */
class NotSpooled extends Schema.TaggedError<NotSpooled>()("NotSpooled", { cause: Schema.Defect() }) {}

const isOfTheSystem = (error: unknown) => error instanceof Error && "syscall" in error

/**
 * Read a multipart body once, from its beginning to its end, with the file going to the disk as it comes: memory does
 * not grow with it, and fields may stand before or behind it.
 */
const receive = async (request: Request, path: string, maxBytes: number, signal: AbortSignal): Promise<Received> => {
  const parser = new Busboy({
    headers: { "content-type": request.headers.get("content-type") ?? "" },
    limits: { ...limits, fileSize: maxBytes }
  })
  const fields = new Map<string, string>()
  const problems: Array<FieldProblem> = []
  const broken = new AbortController()
  const breakOff = (reason: unknown) => broken.abort(reason)
  let spooling: BusboyFileStream | undefined
  let spooled: Promise<void> | undefined

  parser.on("field", (name: string | undefined, value, _, truncated) => {
    if (name === undefined || name === "") problems.push({ field: "", message: "a field has no name" })
    else if (fields.has(name)) problems.push({ field: name, message: "is given more than once" })
    else if (truncated) problems.push({ field: name, message: `may have at most ${limits.fieldSize} bytes` })
    else fields.set(name, value)
  })
  parser.on("file", (name: string | undefined, file) => {
    file.on("limit", () => breakOff(new BodyTooLarge({ limit: maxBytes })))
    if (name !== filePart || spooled !== undefined) {
      problems.push(
        name === filePart
          ? { field: filePart, message: "is given more than once" }
          : { field: name ?? "", message: "is not a known file field" }
      )
      file.on("error", breakOff)
      file.resume()
      return
    }
    spooling = file
    spooled = pipeline(file, createWriteStream(path, { flags: "wx", mode: 0o600 }))
    spooled.catch((cause: unknown) => breakOff(isOfTheSystem(cause) ? new NotSpooled({ cause }) : cause))
  })
  for (const limit of ["partsLimit", "fieldsLimit", "filesLimit"] as const) {
    parser.on(limit, () => breakOff(new MalformedBody({ reason: "the form has more parts than any form here" })))
  }

  // The parser's own end: of a form that is closed twice it comes before that of the body, for which it waits for ever.
  const closed = new Promise((resolve) => parser.once("finish", resolve))
  parser.on("error", breakOff)

  try {
    const body = request.body === null ? Readable.from([]) : Readable.fromWeb(request.body)
    await Promise.race([pipeline(body, parser, { signal: AbortSignal.any([signal, broken.signal]) }), closed])
    broken.signal.throwIfAborted()
    await spooled
  } catch (error) {
    spooling?.destroy()
    await spooled?.catch(() => undefined)
    throw broken.signal.aborted ? broken.signal.reason : error
  } finally {
    breakOff(undefined)
  }
  return { fields, hasFile: spooled !== undefined, problems }
}

const received = (request: Request, path: string, maxBytes: number) =>
  Effect.tryPromise({
    try: (signal) => receive(request, path, maxBytes, signal),
    catch: (error) =>
      error instanceof BodyTooLarge || error instanceof MalformedBody || error instanceof NotSpooled
        ? error
        : new MalformedBody({ reason: "the body is not a complete form of parts" })
  }).pipe(Effect.catchTag("NotSpooled", Effect.die))

const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "campanile-upload-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
)

/** A multipart body with a file and some fields of a schema. Fields without text count as not given. */
export const formBody = <S extends Schema.ConstraintDecoder<unknown>>(schema: S): Body<Form<S["Type"]>> => {
  const decoded = decodeUnknownInput(Schema.toCodecStringTree(schema))
  return {
    mediaType: "multipart/form-data",
    schema,
    fails: ["MalformedBody", "UnsupportedMediaType", "BodyTooLarge", "InvalidInput"],
    read: Effect.fnUntraced(function*(request: Request, { maxUploadBytes }: Settings) {
      if (essence(request.headers.get("content-type")) !== "multipart/form-data") {
        return yield* new UnsupportedMediaType({ expected: "multipart/form-data" })
      }
      const path = join(yield* folder, filePart)
      const form = yield* received(request, path, maxUploadBytes)
      const given = [...form.fields].filter(([, value]) => value !== "")
      const fields = yield* Effect.result(decoded(Object.fromEntries(given)))
      const problems: ReadonlyArray<FieldProblem> = [
        ...form.problems,
        ...(form.hasFile ? [] : [{ field: filePart, message: "is required" }]),
        ...(Result.isFailure(fields) ? fields.failure.problems : [])
      ]
      if (problems.length > 0 || Result.isFailure(fields)) return yield* new InvalidInput({ problems })
      return { fields: fields.success, file: bytesOf(path) }
    })
  }
}

const bytesOf = (path: string): Stream.Stream<Uint8Array> =>
  Stream.suspend(() => Stream.fromAsyncIterable<Uint8Array, unknown>(createReadStream(path), (error) => error)).pipe(
    Stream.orDie
  )
