/** Files that people send in the place of a list, by the bytes they begin with. */
const kinds: ReadonlyArray<{ readonly begin: string; readonly reason: string }> = [
  { begin: "%PDF-", reason: "this is a PDF: export the table as CSV" },
  { begin: "\x89PNG", reason: "this is a picture (PNG), not a list" },
  { begin: "\xff\xd8\xff", reason: "this is a picture (JPEG), not a list" },
  { begin: "GIF8", reason: "this is a picture (GIF), not a list" },
  { begin: "\x1f\x8b", reason: "this file is compressed (gzip): unpack it first" },
  { begin: "{\\rtf", reason: "this is a text document (RTF): save the table as CSV" }
]

const zip = "PK\x03\x04"

/** The compound files of Microsoft: what Office wrote before 2007, and what it wraps a password around. */
const compound = "\xd0\xcf\x11\xe0"

const webPage = /^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|\?xml)\b/iu

const textOf = (head: Uint8Array) => Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString("latin1")

const wide = (name: string) => Buffer.from(name, "utf16le").toString("latin1")

const compoundReason = (head: string): string => {
  if (head.includes(wide("EncryptedPackage"))) {
    return "this workbook is protected by a password: save it without one, as xlsx or CSV"
  }
  if (head.includes(wide("WordDocument"))) return "this is an old Word document (doc): save the table as CSV"
  return "this is an old Excel workbook (xls), or one with a password: save it as xlsx without a password, or as CSV"
}

/** Whether a file is a ZIP archive, as an Excel workbook (xlsx) is; the parts in it tell. */
export const isZip = (head: Uint8Array): boolean => textOf(head.subarray(0, zip.length)) === zip

/**
 * Why a file cannot be a list, told by how it begins, or `undefined`. A PDF or a web page is text, and would otherwise
 * be read into nonsense; the others would fail on a byte that says nothing to their owner.
 */
export const notAList = (head: Uint8Array): string | undefined => {
  const text = textOf(head)
  if (text.startsWith(compound)) return compoundReason(text)
  if (webPage.test(text)) return "this is a web page or XML, even if its name says otherwise: save the table as CSV"
  return kinds.find(({ begin }) => text.startsWith(begin))?.reason
}
