import { Context, type Result } from "effect"
import type { Country, Phone, PhoneProblem } from "../domain/phone.ts"
import type { Zone } from "../domain/zone.ts"

/** What the numbering plans say of telephone numbers. */
export class PhoneNumbers extends Context.Service<PhoneNumbers, {
  /** The number that a text means, read as one of the default country where it has no country of its own. */
  readonly parse: (text: string, defaultCountry: Country | undefined) => Result.Result<Phone, PhoneProblem>
  /**
   * The zones in which the owner of a number may be; more than one where the number does not tell, none where nothing
   * is known of it.
   */
  readonly zonesOf: (phone: Phone) => ReadonlyArray<Zone>
}>()("@campanile/core/PhoneNumbers") {}
