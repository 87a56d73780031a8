/**
 * What a workbook may be, so that a small file cannot fill the memory or the disk, or keep the machine busy for hours.
 * A sheet that Excel can hold and a person can have filled is far below each of them.
 */
export const limits = {
  /** Bytes of the file. */
  file: 256 * 1_048_576,
  /** Parts in the file. */
  parts: 10_000,
  /** Bytes that the parts which describe the others unpack to: workbook, relations, styles. */
  description: 16 * 1_048_576,
  /** Bytes that the table of shared texts unpacks to. */
  texts: 1024 * 1_048_576,
  /** Bytes that the sheet unpacks to. */
  sheet: 2048 * 1_048_576,
  /** How many times its packed size a part may unpack to, above `unpacked` bytes. */
  ratio: 100,
  unpacked: 64 * 1_048_576,
  /** Rows and columns of a sheet, and characters of a cell: Excel's own limits. */
  rows: 1_048_576,
  columns: 16_384,
  /** Columns of a header: every row below has a cell for each of them, whether the file has or not. */
  header: 1000,
  cell: 32_767,
  /** Characters of all rows together: a shared text may be in a million cells. */
  characters: 2 ** 31,
  /** How deep elements may be nested, and how many attributes one may have. */
  depth: 64,
  attributes: 256,
  /** Formats that cells can have; Excel stops at 65,490. */
  formats: 65_536
} as const

/** Bytes in words. */
export const mebibytes = (bytes: number): string => `${bytes / 1_048_576} MiB`
