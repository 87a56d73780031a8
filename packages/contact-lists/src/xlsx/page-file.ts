import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs"

/** Texts that are written once, in order, and then read by their number. */
export interface PageFile {
  readonly add: (text: string) => void
  /** All texts are added. */
  readonly seal: () => void
  readonly at: (index: number) => string | undefined
  readonly close: () => void
}

/** A page is full with so many texts, or characters. */
const pageTexts = 64
const pageCharacters = 32_768

/** So many characters of pages are kept in memory, and what a text costs beyond its characters. */
const kept = 8 * 1_048_576
const overhead = 24

interface Page {
  readonly texts: ReadonlyArray<string>
  readonly cost: number
}

const isTexts = (value: unknown): value is ReadonlyArray<string> => Array.isArray(value)

/**
 * Texts in pages on the disk, of which the latest that were asked for are kept: a workbook's texts can be a gigabyte, and
 * stand in its rows in almost the order in which they stand in the table. What is in memory is 8 Mi characters of pages,
 * and two numbers for every 64 texts. Reading blocks for the few microseconds that a page of 32 KiB takes.
 */
export const openPageFile = (path: string): PageFile => {
  const file = openSync(path, "wx+", 0o600)
  // Gone already for everybody else, so that nothing stays behind if the process dies. Windows may refuse; the folder goes.
  rmSync(path, { force: true, maxRetries: 0 })
  const firsts: Array<number> = []
  const offsets: Array<number> = [0]
  const pages = new Map<number, Page>()
  let cost = 0
  let count = 0
  let filling: Array<string> = []
  let characters = 0

  const flush = () => {
    if (filling.length === 0) return
    const bytes = Buffer.from(JSON.stringify(filling))
    const offset = offsets.at(-1)!
    for (let written = 0; written < bytes.length;) {
      written += writeSync(file, bytes, written, bytes.length - written, offset + written)
    }
    firsts.push(count - filling.length)
    offsets.push(offset + bytes.length)
    filling = []
    characters = 0
  }

  /** The page that holds a text: the last that begins at it or before. */
  const pageOf = (index: number): number => {
    let low = 0
    let high = firsts.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (firsts[middle]! <= index) low = middle
      else high = middle - 1
    }
    return low
  }

  const load = (number: number): Page => {
    const offset = offsets[number]!
    const bytes = Buffer.allocUnsafe(offsets[number + 1]! - offset)
    for (let read = 0; read < bytes.length;) {
      const more = readSync(file, bytes, read, bytes.length - read, offset + read)
      if (more === 0) throw new Error("the page file is shorter than what was written to it")
      read += more
    }
    const texts: unknown = JSON.parse(bytes.toString())
    if (!isTexts(texts)) throw new Error("a page of the page file is not what was written to it")
    return { texts, cost: texts.reduce((sum, text) => sum + text.length + overhead, 0) }
  }

  /** The page, and the latest one now; those that were asked for longest ago make room. */
  const page = (number: number): Page => {
    const known = pages.get(number)
    const found = known ?? load(number)
    if (known === undefined) cost += found.cost
    else pages.delete(number)
    pages.set(number, found)
    for (const [oldest, { cost: freed }] of pages) {
      if (cost <= kept || oldest === number) break
      pages.delete(oldest)
      cost -= freed
    }
    return found
  }

  return {
    add: (text) => {
      filling.push(text)
      count++
      characters += text.length
      if (filling.length === pageTexts || characters >= pageCharacters) flush()
    },
    seal: flush,
    at: (index) => {
      if (!Number.isInteger(index) || index < 0 || index >= count) return undefined
      const number = pageOf(index)
      return page(number).texts[index - firsts[number]!]
    },
    close: () => closeSync(file)
  }
}
