import type { Retention } from "@campanile/core"
import { Result } from "effect"
import type { Setting } from "./settings.ts"

/** Days, such as "90d" or "90"; "forever" is for ever. */
export const readDays = (text: string): Result.Result<number | null, string> => {
  if (text === "forever") return Result.succeed(null)
  const days = /^(\d{1,5})d?$/u.exec(text)?.[1]
  const value = Number(days)
  return days !== undefined && value >= 1 && value <= 36_500
    ? Result.succeed(value)
    : Result.fail(`must be days from 1d to 36500d, or "forever", not "${text}"`)
}

const days = (env: string): Setting<number | null> => ({ env, otherwise: null, read: readDays })

/** For how long what is finished is kept. */
export const retentionSettings = {
  keepFinished: days("CAMPANILE_KEEP_FINISHED"),
  keepDelivered: days("CAMPANILE_KEEP_DELIVERED"),
  keepDead: days("CAMPANILE_KEEP_DEAD")
}

/** The policy that the settings come to. */
export const retentionOf = (
  { keepDead, keepDelivered, keepFinished }: { readonly [K in keyof typeof retentionSettings]: number | null }
): Retention => ({ finished: keepFinished, delivered: keepDelivered, dead: keepDead })
