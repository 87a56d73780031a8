import { Cause, Exit } from "effect"
import { CliError } from "effect/cli"
import { WrongSettings } from "./settings.ts"

/**
 * With which code the process ends: 0 for success, 2 for what was wrongly asked, 130 where it was interrupted in the
 * middle, 1 for any other failure.
 */
export const exitCode = (exit: Exit.Exit<unknown, unknown>): number => {
  if (Exit.isSuccess(exit)) return 0
  if (Cause.hasInterruptsOnly(exit.cause)) return 130
  const error = Cause.squash(exit.cause)
  if (error instanceof WrongSettings) return 2
  if (CliError.isCliError(error)) return error._tag === "ShowHelp" && error.errors.length === 0 ? 0 : 2
  return 1
}

/** What a person is told of a failure; undefined where it was told already. */
export const messageOf = (exit: Exit.Exit<unknown, unknown>): string | undefined => {
  if (Exit.isSuccess(exit) || Cause.hasInterruptsOnly(exit.cause)) return undefined
  const error = Cause.squash(exit.cause)
  if (CliError.isCliError(error)) return undefined
  return Cause.hasDies(exit.cause) || !(error instanceof Error) ? Cause.pretty(exit.cause) : error.message
}
