/** Files that people send in the place of a CSV, by the bytes they begin with. */
const kinds: ReadonlyArray<{ readonly begin: string; readonly reason: string }> = [
  { begin: "\xd0\xcf\x11\xe0", reason: "this is an old Excel workbook (xls): save it as CSV" },
  { begin: "%PDF-", reason: "this is a PDF: export the table as CSV" },
  { begin: "\x89PNG", reason: "this is a picture (PNG), not a list" },
  { begin: "\xff\xd8\xff", reason: "this is a picture (JPEG), not a list" },
  { begin: "GIF8", reason: "this is a picture (GIF), not a list" },
  { begin: "\x1f\x8b", reason: "this file is compressed (gzip): unpack it first" },
  { begin: "{\\rtf", reason: "this is a text document (RTF): save the table as CSV" }
]

const zip = "PK\x03\x04"

const zipReason = (head: string): string => {
  if (head.includes("opendocument.spreadsheet")) return "this is an OpenDocument spreadsheet (ods): save it as CSV"
  if (head.includes("xl/")) return "this is an Excel workbook (xlsx): save it as CSV"
  if (head.includes("[Content_Types].xml")) return "this is an Office document: save the table as CSV"
  return "this is a ZIP archive: unpack it first"
}

const webPage = /^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|\?xml)\b/iu

/**
 * Why a file cannot be a list, told by how it begins, or `undefined`. A PDF or a web page is text, and would otherwise
 * be read into nonsense; the others would fail on a byte that says nothing to their owner.
 */
export const notAList = (head: Uint8Array): string | undefined => {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString("latin1")
  if (text.startsWith(zip)) return zipReason(text)
  if (webPage.test(text)) return "this is a web page or XML, even if its name says otherwise: save the table as CSV"
  return kinds.find(({ begin }) => text.startsWith(begin))?.reason
}
