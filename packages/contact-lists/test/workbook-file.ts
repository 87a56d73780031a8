import { crc32, deflateRawSync } from "node:zlib"

/** A part of an archive, and what may be wrong with it. */
export interface Part {
  readonly name: string
  readonly data: string | Uint8Array
  /** Not packed. */
  readonly stored?: boolean
  /** Said to be protected by a password. */
  readonly encrypted?: boolean
  /** What is said of the size, where it is not true. */
  readonly size?: number
  readonly crc?: number
  /** Packed already: the data is the packed bytes. */
  readonly packed?: { readonly size: number; readonly crc: number }
}

const header = (signature: number, fields: ReadonlyArray<readonly [value: number, bytes: 2 | 4]>): Buffer => {
  const buffer = Buffer.alloc(4 + fields.reduce((sum, [, bytes]) => sum + bytes, 0))
  let at = buffer.writeUInt32LE(signature)
  for (const [value, bytes] of fields) at = buffer.writeUIntLE(value, at, bytes)
  return buffer
}

/** Writes an archive by the rules of ZIP: each part with a header, a directory at the end. */
export const zipOf = (parts: ReadonlyArray<Part>): Uint8Array => {
  const files: Array<Uint8Array> = []
  const directory: Array<Uint8Array> = []
  let offset = 0
  for (const part of parts) {
    const data = typeof part.data === "string" ? Buffer.from(part.data) : part.data
    const name = Buffer.from(part.name)
    const body = part.packed !== undefined || part.stored === true ? data : deflateRawSync(data)
    const common: ReadonlyArray<readonly [number, 2 | 4]> = [
      [20, 2],
      [part.encrypted === true ? 0x801 : 0x800, 2],
      [part.stored === true ? 0 : 8, 2],
      [0, 4],
      [part.crc ?? part.packed?.crc ?? crc32(data), 4],
      [body.length, 4],
      [part.size ?? part.packed?.size ?? data.length, 4],
      [name.length, 2],
      [0, 2]
    ]
    const local = header(0x04034b50, common)
    directory.push(header(0x02014b50, [[20, 2], ...common, [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]]), name)
    files.push(local, name, body)
    offset += local.length + name.length + body.length
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0)
  const count = parts.length
  const end = header(0x06054b50, [[0, 2], [0, 2], [count, 2], [count, 2], [size, 4], [offset, 4], [0, 2]])
  return Buffer.concat([...files, ...directory, end])
}

/** A text as XML holds it. */
export const xmlText = (text: string): string =>
  text
    .replace(/_(?=x[0-9a-f]{4}_)/giu, "_x005F_")
    .replace(/(?![\t\n])[\p{Cc}\ufffe\uffff]/gu, (sign) => `_x${sign.charCodeAt(0).toString(16).padStart(4, "0")}_`)
    .replace(/[&<>"]/gu, (sign) => `&#${sign.charCodeAt(0)};`)

const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

/** Parts beside the sheets, and sheets by their name. */
export interface WorkbookOptions {
  /** The XML within `sheetData`, or a part as it is. */
  readonly sheets: ReadonlyArray<{ readonly name: string; readonly data: string; readonly state?: string }>
  readonly texts?: ReadonlyArray<string>
  /** Format codes by the number of a cell's style, from 1. */
  readonly formats?: ReadonlyArray<string>
  readonly from1904?: boolean
  readonly change?: (part: Part) => Part
}

const relations = (entries: ReadonlyArray<readonly [id: string, kind: string, target: string]>) =>
  `<?xml version="1.0"?><Relationships>${
    entries.map(([id, kind, target]) => `<Relationship Id="${id}" Type="${office}/${kind}" Target="${target}"/>`)
      .join("")
  }</Relationships>`

const stylesOf = (formats: ReadonlyArray<string>) =>
  `<styleSheet><numFmts>${
    formats.map((code, index) => `<numFmt numFmtId="${170 + index}" formatCode="${xmlText(code)}"/>`).join("")
  }</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${
    formats.map((_, index) => `<xf numFmtId="${170 + index}"/>`).join("")
  }</cellXfs></styleSheet>`

/** The parts of a workbook in the order in which Excel writes them: the texts behind the sheets. */
export const workbookParts = ({ formats = [], from1904 = false, sheets, texts = [] }: WorkbookOptions): Array<Part> => [
  { name: "[Content_Types].xml", data: "<Types/>" },
  { name: "_rels/.rels", data: relations([["rId1", "officeDocument", "xl/workbook.xml"]]) },
  {
    name: "xl/workbook.xml",
    data: `<workbook xmlns:r="${office}"><workbookPr date1904="${from1904 ? 1 : 0}"/><sheets>${
      sheets.map(({ name, state = "visible" }, index) =>
        `<sheet name="${xmlText(name)}" sheetId="${index + 1}" state="${state}" r:id="rId${index + 1}"/>`
      ).join("")
    }</sheets></workbook>`
  },
  {
    name: "xl/_rels/workbook.xml.rels",
    data: relations([
      ...sheets.map((_, index) => [`rId${index + 1}`, "worksheet", `worksheets/sheet${index + 1}.xml`] as const),
      ["rId98", "styles", "styles.xml"],
      ["rId99", "sharedStrings", "/xl/sharedStrings.xml"]
    ])
  },
  ...sheets.map(({ data }, index) => ({
    name: `xl/worksheets/sheet${index + 1}.xml`,
    data: `<worksheet><cols><col min="1"/></cols><sheetData>${data}</sheetData><pageMargins left="0.7"/></worksheet>`
  })),
  { name: "xl/styles.xml", data: stylesOf(formats) },
  { name: "xl/sharedStrings.xml", data: `<sst>${texts.map((text) => `<si>${text}</si>`).join("")}</sst>` }
]

/** A workbook as Excel writes it. */
export const workbookOf = ({ change = (part) => part, ...options }: WorkbookOptions): Uint8Array =>
  zipOf(workbookParts(options).map(change))
