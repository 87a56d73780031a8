import { Effect, Stream } from "effect"
import type { Entry } from "yauzl"
import { damaged } from "./damaged.ts"
import { limits } from "./limits.ts"
import { formatOf, type NumberFormat, plainNumber } from "./number-formats.ts"
import { type Parts, readPart } from "./parts.ts"
import { makeXmlReader, type XmlHandlers } from "./xml.ts"

/** A part that another one refers to. */
interface Relation {
  readonly id: string
  /** The last word of its type, such as worksheet. */
  readonly kind: string
  /** Its name in small letters. */
  readonly part: string
}

/** Which parts of a file make up the sheet that is read, and how its numbers are written. */
export interface Workbook {
  readonly sheetName: string
  readonly sheet: Entry
  readonly texts: Entry | undefined
  /** By the number of a cell's style. */
  readonly formats: ReadonlyArray<NumberFormat>
  /** Days are counted from 1904, as the first Excel for Macintosh did, not from 1900. */
  readonly from1904: boolean
}

const nothing = () => {}

/** Reads a small part whole, for the elements that it opens. */
const readElements = Effect.fnUntraced(function*(
  parts: Parts,
  entry: Entry,
  open: XmlHandlers["open"],
  close: XmlHandlers["close"] = nothing
) {
  const xml = makeXmlReader({ open, text: nothing, close })
  const check = (fault: string | undefined) => fault === undefined ? Effect.void : damaged(fault)
  yield* Stream.runForEach(
    readPart(parts, entry, limits.description),
    (bytes) => Effect.suspend(() => check(xml.push(bytes)))
  )
  yield* Effect.suspend(() => check(xml.end()))
})

/** The name of a part that another one gives relative to its own folder. */
const resolve = (folder: string, target: string): string => {
  const path: Array<string> = []
  for (const step of (target.startsWith("/") ? target : `${folder}/${target}`).split("/")) {
    if (step === "..") path.pop()
    else if (step !== "" && step !== ".") path.push(step)
  }
  return path.join("/").toLowerCase()
}

const readRelations = Effect.fnUntraced(function*(parts: Parts, part: string) {
  const folder = part.includes("/") ? part.slice(0, part.lastIndexOf("/")) : ""
  const entry = parts.byName.get(resolve(folder, `_rels/${part.slice(part.lastIndexOf("/") + 1)}.rels`))
  const relations: Array<Relation> = []
  if (entry === undefined) return relations
  yield* readElements(parts, entry, (name, attributes) => {
    const [id, type, target] = ["Id", "Type", "Target"].map((key) => attributes.get(key))
    if (name !== "Relationship" || id === undefined || type === undefined || target === undefined) return
    if (attributes.get("TargetMode") === "External" || relations.length >= limits.parts) return
    relations.push({ id, kind: type.slice(type.lastIndexOf("/") + 1), part: resolve(folder, target) })
  })
  return relations
})

/** How numbers are written, by the number of a cell's style. */
const readFormats = Effect.fnUntraced(function*(parts: Parts, entry: Entry) {
  const codes = new Map<number, string>()
  const ids: Array<number> = []
  let inCells = false
  yield* readElements(parts, entry, (name, attributes) => {
    const id = Number(attributes.get("numFmtId") ?? "0")
    const code = attributes.get("formatCode")
    if (name === "numFmt" && code !== undefined && codes.size < limits.formats) codes.set(id, code)
    else if (name === "cellXfs") inCells = true
    else if (name === "xf" && inCells && ids.length < limits.formats) ids.push(id)
  }, (name) => {
    if (name === "cellXfs") inCells = false
  })
  const formats = new Map([...new Set(ids)].map((id) => [id, formatOf(id, codes.get(id))]))
  return ids.map((id) => formats.get(id) ?? plainNumber)
})

interface Sheet {
  readonly name: string
  readonly relation: string
}

/** The name of the attribute that refers to a relation has a prefix of the writer's choice: r:id. */
const relationId = (attributes: ReadonlyMap<string, string>): string => {
  for (const [name, value] of attributes) if (name.endsWith(":id")) return value
  return ""
}

/** What a file is that has no workbook in it, in words for its owner. */
const otherKind = (names: ReadonlyArray<string>): string => {
  const has = (test: RegExp) => names.some((name) => test.test(name))
  if (has(/^content\.xml$/u)) return "this is an OpenDocument spreadsheet (ods): save it as xlsx or CSV"
  if (has(/\.iwa$/u)) return "this is an Apple Numbers document: export it to Excel or CSV"
  if (has(/^\[content_types\]\.xml$/u)) return "this is an Office document, but no workbook: save the table as CSV"
  return "this is a ZIP archive: unpack it first"
}

/** Finds the first sheet that can be seen, and what is needed to read it. */
export const readWorkbook = Effect.fnUntraced(function*(parts: Parts) {
  const root = yield* readRelations(parts, "")
  const name = root.find(({ kind }) => kind === "officeDocument")?.part ?? "xl/workbook.xml"
  const entry = parts.byName.get(name)
  if (name.endsWith(".bin")) return "this is a binary workbook (xlsb): save it as xlsx or CSV"
  if (entry === undefined || !name.startsWith("xl/")) return otherKind([...parts.byName.keys()])

  const relations = yield* readRelations(parts, name)
  const sheets: Array<Sheet> = []
  let from1904 = false
  yield* readElements(parts, entry, (element, attributes) => {
    if (element === "workbookPr") from1904 = /^(?:1|true)$/u.test(attributes.get("date1904") ?? "")
    if (element !== "sheet" || (attributes.get("state") ?? "visible") !== "visible") return
    if (sheets.length < limits.parts) {
      sheets.push({ name: attributes.get("name") ?? "", relation: relationId(attributes) })
    }
  })
  const partOf = (kind: string, id?: string) => {
    const found = relations.find((relation) => relation.kind === kind && (id === undefined || relation.id === id))
    return found === undefined ? undefined : parts.byName.get(found.part)
  }
  for (const { name, relation } of sheets) {
    const sheet = partOf("worksheet", relation)
    if (sheet === undefined) continue
    const styles = partOf("styles")
    const formats = styles === undefined ? [] : yield* readFormats(parts, styles)
    const workbook: Workbook = { sheetName: name, sheet, texts: partOf("sharedStrings"), formats, from1904 }
    return workbook
  }
  return "the workbook has no sheet with cells that can be seen"
})
