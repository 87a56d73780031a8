import type { Played } from "./crash.ts"
import type { CrashOptions } from "./options.ts"

/** Whether a run found nothing wrong. */
export const isSound = ({ badStops, exits, verdict }: Played, { store }: CrashOptions): boolean =>
  verdict.findings.length === 0 && badStops === 0 && (store !== "sqlite" || exits === 0)

/** The most findings that are shown. */
const shown = 40

/** The figures of a run, for programs. */
export const figuresOf = (played: Played, options: CrashOptions) => {
  const { badStops, counts, exits, seconds, verdict } = played
  const { findings, paces, ...figures } = verdict
  return {
    store: options.store,
    nodes: options.nodes,
    seed: options.seed,
    sound: isSound(played, options),
    ...counts,
    exits,
    badStops,
    seconds: Math.round(seconds * 10) / 10,
    ...figures,
    paces: paces.map(({ exceeded, fullest, requests, who }) => ({ who, requests, exceeded, fullest })),
    findings: findings.slice(0, shown)
  }
}

/** The same for people. */
export const reportOf = (played: Played, options: CrashOptions): string => {
  const { badStops, counts, exits, seconds, verdict } = played
  const { findings } = verdict
  return [
    `  ${counts.kills} kills, ${counts.stops} stops, ${counts.freezes} freezes, ${counts.dbRestarts} restarts of the database, ` +
    `${counts.holes} holes and ${counts.resets} resets in ${seconds.toFixed(0)} s`,
    `  ${verdict.campaigns} campaigns, ${verdict.contacts} contacts, ${verdict.attempts} attempts, ${verdict.dials} dials`,
    `  ${verdict.apiCalls} API calls, of ${verdict.unanswered} of which the answer was lost (${verdict.unansweredTaken} taken); ` +
    `${verdict.rests} rests, broken ${verdict.restless} times (${verdict.underway} requests underway)`,
    `  double dials ${verdict.doubleDials}, lost ${verdict.lost}, at once ${verdict.maxConcurrent} of ${verdict.capacity}, ` +
    `pace exceeded ${verdict.paceExceeded}`,
    `  ledger wrong by ${verdict.ledgerError} micro-credits of ${verdict.spent}, untold ${verdict.untold} of ${verdict.messages} (${verdict.dead} dead), ` +
    `disordered ${verdict.disordered}, forged ${verdict.forged}, altered ${verdict.altered}`,
    `  of unknown outcome ${verdict.unknown}, of which the carrier dialed ${verdict.unknownDialed}, ${verdict.strays} of them late`,
    ...exits > 0 ? [`  ${exits} times a node ended by itself`] : [],
    ...badStops > 0 ? [`  ${badStops} nodes did not stop well`] : [],
    ...findings.slice(0, shown).map((finding) => `  ✗ ${finding}`),
    ...findings.length > shown ? [`  … and ${findings.length - shown} more`] : [],
    isSound(played, options) ? "  ✓ nothing is wrong" : `  ✗ something is wrong: again with --seed ${options.seed}`
  ].join("\n")
}
