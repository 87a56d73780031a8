import { Layer, Logger, References } from "effect"

/** Logs of a server: lines for people, or one JSON object a line. */
export const logging = (log: "pretty" | "json"): Layer.Layer<never> =>
  Logger.layer([log === "json" ? Logger.consoleJson : Logger.consolePretty()])

/** Logs beside a program's own output: only what is wrong, and on the standard error. */
export const onlyWarnings: Layer.Layer<never> = Layer.merge(
  Logger.layer([Logger.withConsoleError(Logger.formatLogFmt)]),
  Layer.succeed(References.MinimumLogLevel, "Warn")
)
