import { Layer, Logger, References } from "effect"

/** What a process of the bench logs: what is wrong alone, and where it does not mix with what the run prints. */
export const onlyWarnings: Layer.Layer<never> = Layer.merge(
  Logger.layer([Logger.withConsoleError(Logger.formatLogFmt)]),
  Layer.succeed(References.MinimumLogLevel, "Warn")
)
