import type { FileRow } from "@campanile/core"
import { type Fault, rowLimit, type RowsRead } from "../files/rows-read.ts"
import { detectDelimiter } from "./delimiter.ts"
import { countLineEnds, cutRecord } from "./record.ts"

/** Turns the text of one file into rows, piece by piece. */
export interface RowReader {
  readonly push: (text: string) => RowsRead
  readonly end: () => RowsRead
  /** The line on which what was pushed so far ends. */
  readonly lineReached: () => number
  /** The last line of the file, once its end is read; what stands behind the last line end is one if it is anything. */
  readonly lastLine: () => number
}

/** One step at a place of the text: a row or a blank line and where the next one begins, a fault, or nothing yet. */
type Step =
  | { readonly kind: "row"; readonly row: FileRow | undefined; readonly next: number; readonly lines: number }
  | { readonly kind: "fault"; readonly fault: Fault }
  | { readonly kind: "wait" }

const wait: Step = { kind: "wait" }
const faulty = (reason: string, line: number): Step => ({ kind: "fault", fault: { reason, line } })

const tooLong = `the line is longer than ${rowLimit} characters`
const neverClosed = "a quote opens here and is never closed"
const textAfterQuote = "there is text between a closing quote and the next delimiter"
const quoteInDoubt = "a quote stands within a cell, on a line that an open quote above may have reached"

const isBlank = (cells: ReadonlyArray<string>) => cells.every((cell) => cell === "")

/** The places of a character in a text that is read from left to right: looks for each of them once. */
const finder = (text: string, char: string) => {
  let found = -1
  return (from: number): number => {
    if (found < from) {
      const at = text.indexOf(char, from)
      found = at < 0 ? text.length : at
    }
    return found
  }
}

/**
 * Reads rows off a text. A row whose quotes are broken costs that row only: a cell that runs over lines into a broken
 * quote began with a quote that was never meant to open one, so its first line is given up and reading goes on at the
 * next. Until the line where that showed, a quote within a cell makes its row broken too, for there the first quote may
 * have been right. An open quote that no other follows leaves nothing to tell by, and fails the file.
 */
export const makeRowReader = (): RowReader => {
  let text = ""
  let at = 0
  let line = 1
  let delimiter = ""
  let doubtfulTo = 0
  let begun = false

  const broken = (why: string, end: number): FileRow => ({
    line,
    lastLine: line,
    cells: [text.slice(at, end).trim()],
    broken: why
  })

  /** After a line end; `undefined` where the text ends in a CR of which the LF may still come. */
  const afterLineEnd = (end: number, last: boolean): number | undefined => {
    if (text[end] !== "\r") return Math.min(end + 1, text.length)
    if (end + 1 === text.length) return last ? end + 1 : undefined
    return text[end + 1] === "\n" ? end + 2 : end + 1
  }

  const lineTo = (end: number, row: FileRow | undefined, last: boolean, within = 0): Step => {
    const next = afterLineEnd(end, last)
    return next === undefined ? wait : { kind: "row", row, next, lines: within + 1 }
  }

  const giveUpLine = (why: string, lineEnd: number, last: boolean): Step => {
    if (!begun) return faulty(`the header cannot be read: ${why}`, line)
    return lineEnd === text.length && !last ? wait : lineTo(lineEnd, broken(why, lineEnd), last)
  }

  const quotedStep = (lineEnd: number, last: boolean): Step => {
    const cut = cutRecord(text, at, delimiter)
    const reached = cut.kind === "record" ? cut.end : cut.kind === "broken" ? cut.at : text.length
    if (reached - at > rowLimit) {
      return cut.kind === "record" && cut.end === lineEnd
        ? faulty(tooLong, line)
        : faulty(`a quote opens here and is not closed within ${rowLimit} characters`, line)
    }
    if (cut.kind === "open") return last ? faulty(neverClosed, line + countLineEnds(text, at, cut.quote)) : wait
    if (cut.kind === "broken") {
      doubtfulTo = Math.max(doubtfulTo, line + countLineEnds(text, at, cut.at))
      return giveUpLine(textAfterQuote, lineEnd, last)
    }
    if (cut.end === text.length && !last) return wait
    if (cut.strayQuote && line <= doubtfulTo) return giveUpLine(quoteInDoubt, lineEnd, last)
    const within = countLineEnds(text, at, cut.end)
    const row = isBlank(cut.cells) ? undefined : { line, lastLine: line + within, cells: cut.cells }
    return lineTo(cut.end, row, last, within)
  }

  const plainStep = (lineEnd: number, last: boolean): Step => {
    if (lineEnd - at > rowLimit) return faulty(tooLong, line)
    if (lineEnd === text.length && !last) return wait
    const cells = text.slice(at, lineEnd).split(delimiter).map((cell) => cell.trim())
    return lineTo(lineEnd, isBlank(cells) ? undefined : { line, lastLine: line, cells }, last)
  }

  const begin = () => {
    const found = detectDelimiter(text)
    delimiter = found.delimiter
    at = found.skip
    if (found.skip > 0) line++
  }

  const read = (last: boolean): RowsRead => {
    if (delimiter === "" && text !== "") begin()
    const nextLf = finder(text, "\n")
    const nextCr = finder(text, "\r")
    const nextQuote = finder(text, "\"")
    const rows: Array<FileRow> = []
    while (at < text.length) {
      const lineEnd = Math.min(nextLf(at), nextCr(at))
      const step = nextQuote(at) < lineEnd ? quotedStep(lineEnd, last) : plainStep(lineEnd, last)
      if (step.kind === "fault") return { rows, fault: step.fault }
      if (step.kind === "wait") break
      if (step.row !== undefined) {
        rows.push(step.row)
        begun = true
      }
      at = step.next
      line += step.lines
    }
    return { rows }
  }

  /** A text with NUL characters is none; what stands before the first of them is read all the same. */
  const readText = (): RowsRead => {
    const nul = text.indexOf("\0", at)
    if (nul < 0) return read(false)
    text = text.slice(0, nul)
    const { fault, rows } = read(false)
    if (fault !== undefined) return { rows, fault }
    const reason = "there are NUL characters: this is no text file, or UTF-16 without its byte order mark"
    return { rows, fault: { reason, line: line + countLineEnds(text, at, text.length) } }
  }

  return {
    push: (piece) => {
      text = text.slice(at) + piece
      at = 0
      return readText()
    },
    end: () => read(true),
    lineReached: () => line + countLineEnds(text, at, text.length),
    lastLine: () => line - 1
  }
}
