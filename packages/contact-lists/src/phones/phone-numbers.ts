import { PhoneNumbers } from "@campanile/core"
import { Layer } from "effect"
import { makeZoneFinder } from "../zones/zone-finder.ts"
import { parsePhone } from "./parse-phone.ts"

/**
 * What the numbering plans say, from libphonenumber-js with its full metadata. The zones are loaded when the layer is
 * built, so that a row costs no more than a look-up.
 */
export const phoneNumbers: Layer.Layer<PhoneNumbers> = Layer.sync(
  PhoneNumbers,
  () => PhoneNumbers.of({ parse: parsePhone, zonesOf: makeZoneFinder() })
)
