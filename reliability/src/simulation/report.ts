import type { Run } from "./simulate.ts"

/** How many failing seeds are told in full. */
const mostTold = 20

/** Run some seeds one after the other and print what came of them; answers with how many failed. */
export const report = (
  first: number,
  seeds: number,
  run: (seed: number) => Run,
  { also, json, trace }: {
    readonly json: boolean
    readonly trace: boolean
    /** What else must be said on the command line to get the same run again. */
    readonly also: string
  }
): number => {
  const say = (line: string) => (json ? process.stderr : process.stdout).write(`${line}\n`)
  const began = performance.now()
  const before = process.cpuUsage()
  const faults: Record<string, number> = {}
  const failures: Array<
    { readonly seed: number; readonly invariant: string; readonly what: string; readonly hash: string }
  > = []
  let attempts = 0
  let hash = ""
  let steps = 0
  let strays = 0
  let virtual = 0
  for (let seed = first; seed < first + seeds; seed++) {
    const done = run(seed)
    attempts += done.attempts
    steps += done.steps
    strays += done.strays
    virtual += done.seconds
    for (const [kind, times] of Object.entries(done.trace.faults)) faults[kind] = (faults[kind] ?? 0) + times
    if (seeds === 1) hash = done.trace.hash
    if (trace) { for (const line of done.trace.tail(Infinity, done.startsAt)) say(line) }
    if (done.failure === undefined) continue
    failures.push({ seed, ...done.failure, hash: done.trace.hash })
    if (failures.length > mostTold) continue
    if (!trace) { for (const line of done.trace.tail(40, done.startsAt)) say(line) }
    say(`seed ${seed}: ${done.failure.invariant} does not hold: ${done.failure.what}`)
    say(`again, the same way: npm run simulate -- --seed ${seed}${also}\n`)
  }
  const seconds = (performance.now() - began) / 1000
  const { system, user } = process.cpuUsage(before)
  const cpuSeconds = (system + user) / 1e6
  const round = (value: number) => Math.round(value * 100) / 100
  const result = {
    seeds,
    firstSeed: first,
    seconds: round(seconds),
    cpuSeconds: round(cpuSeconds),
    seedsPerSecond: round(seeds / seconds),
    steps,
    attempts,
    strays,
    virtualHours: round(virtual / 3600),
    faults: Object.fromEntries(Object.entries(faults).toSorted(([a], [b]) => a < b ? -1 : 1)),
    failures,
    ...(seeds === 1 ? { hash } : {})
  }
  if (json) process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`)
  else {
    const many = Object.values(faults).reduce((sum, times) => sum + times, 0)
    say(
      `${seeds} seeds in ${seconds.toFixed(1)} s (${(seeds / seconds).toFixed(0)} a second): ${attempts} attempts, ` +
        `${many} faults, ${failures.length} failures${seeds === 1 ? `, trace ${hash}` : ""}`
    )
  }
  return failures.length
}
