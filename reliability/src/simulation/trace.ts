import { createHash } from "node:crypto"

/** What happened in a run, line by line: the same seed writes the same lines. */
export class Trace {
  readonly lines: Array<string> = []
  /** How often each fault was done. */
  readonly faults: Record<string, number> = {}

  note(now: number, who: string, what: string): void {
    this.lines.push(`${now} ${who} ${what}`)
  }

  fault(now: number, kind: string, what: string): void {
    this.faults[kind] = (this.faults[kind] ?? 0) + 1
    this.lines.push(`${now} ! ${kind} ${what}`)
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
