import { createHash } from "node:crypto"

/** What happened at an instant (ms UTC). */
interface Noted {
  readonly now: number
  readonly who: string
  readonly what: string
  readonly more: (() => string) | undefined
}

/** What happened in a run, line by line: the same seed writes the same lines. They are put in words when they are read. */
export class Trace {
  readonly #noted: Array<Noted> = []
  /** How often each fault was done. */
  readonly faults: Record<string, number> = {}

  /** `more` is said after it, where somebody reads it. */
  note(now: number, who: string, what: string, more?: () => string): void {
    this.#noted.push({ now, who, what, more })
  }

  fault(now: number, kind: string, what: string): void {
    this.faults[kind] = (this.faults[kind] ?? 0) + 1
    this.#noted.push({ now, who: `! ${kind}`, what, more: undefined })
  }

  get lines(): ReadonlyArray<string> {
    return this.#noted.map(({ more, now, what, who }) =>
      `${now} ${who} ${what}${more === undefined ? "" : ` ${more()}`}`
    )
  }

  /** Two runs with the same hash went the same way. */
  get hash(): string {
    return createHash("sha256").update(this.lines.join("\n")).digest("hex").slice(0, 16)
  }

  /** The last lines, with the time since an instant in seconds. */
  tail(count: number, since: number): ReadonlyArray<string> {
    return this.lines.slice(-count).map((line) => {
      const space = line.indexOf(" ")
      return `${((Number(line.slice(0, space)) - since) / 1000).toFixed(3).padStart(10)} ${line.slice(space + 1)}`
    })
  }
}
