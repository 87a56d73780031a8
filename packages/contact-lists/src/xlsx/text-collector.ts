import { limits } from "./limits.ts"

/** Collects a text that may be cut into runs of different looks. */
export interface TextCollector {
  readonly begin: () => void
  readonly open: (element: string) => void
  readonly text: (text: string) => void
  readonly close: (element: string) => void
  /** The text since it began. */
  readonly end: () => string
  /** A text was longer than a cell can be; what is too much was not kept. */
  readonly tooLong: () => boolean
}

/**
 * Signs that XML cannot hold are written _x000D_, and an underscore that would begin such a thing _x005F_. What no text can
 * have, a zero character or half of a pair, is shown as a sign that could not be read.
 */
export const unescapeText = (text: string): string =>
  text.replace(/_x([0-9a-f]{4})_/giu, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/[\0\p{Surrogate}]/gu, "\ufffd")

/** How many signs one may be written with. */
const longestSign = "_x000D_".length

/**
 * Collects what stands in the elements `t`, run by run, except those within `rPh`: how a Japanese name is to be read out
 * stands there, beside the name.
 */
export const makeTextCollector = (): TextCollector => {
  let collected = ""
  let run = ""
  let inText = false
  let inReading = false
  let tooLong = false
  return {
    begin: () => {
      collected = ""
      run = ""
      inText = false
      inReading = false
    },
    open: (element) => {
      if (element === "rPh") inReading = true
      if (element === "t") inText = !inReading
    },
    text: (text) => {
      if (!inText) return
      if (collected.length > limits.cell || run.length + text.length > limits.cell * longestSign) tooLong = true
      else run += text
    },
    close: (element) => {
      if (element === "rPh") inReading = false
      if (element !== "t") return
      collected += unescapeText(run)
      run = ""
      inText = false
    },
    end: () => {
      tooLong ||= collected.length > limits.cell
      return collected
    },
    tooLong: () => tooLong
  }
}
