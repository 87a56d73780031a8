import type { WriteStream } from "node:tty"
import { livePicture, plainLine, type Standing } from "./standing.ts"

/** Where a demo shows itself. */
export interface Screen {
  readonly say: (text: string) => void
  /** Show where it stands: in place on a terminal, as a line every few seconds elsewhere. */
  readonly show: (standing: Standing) => void
}

/** Milliseconds of real time between two lines, where they stay. */
const between = 3000

const cut = (line: string, columns: number) => [...line].slice(0, Math.max(20, columns - 1)).join("")

/** A screen on the standard output, or on the standard error. */
export const screenOn = (stream: WriteStream): Screen => {
  let drawn = 0
  let last = Number.NEGATIVE_INFINITY

  const erase = () => {
    if (drawn > 0) stream.write(`\u001b[${drawn}A\u001b[0J`)
    drawn = 0
  }

  return {
    say: (text) => {
      drawn = 0
      stream.write(`${text}\n`)
    },
    show: (standing) => {
      if (stream.isTTY) {
        const lines = livePicture(standing).map((line) => cut(line, stream.columns))
        erase()
        stream.write(`${lines.join("\n")}\n`)
        drawn = lines.length
      } else if (performance.now() - last >= between) {
        last = performance.now()
        stream.write(`${plainLine(standing)}\n`)
      }
    }
  }
}
