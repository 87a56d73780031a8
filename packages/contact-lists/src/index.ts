/**
 * Contact files for Campanile: CSV as people have it and Excel workbooks read into rows, phone numbers normalized, time
 * zones found.
 */
import type { ContactFiles, PhoneNumbers } from "@campanile/core"
import { Layer } from "effect"
import { contactFiles } from "./files/contact-files.ts"
import { phoneNumbers } from "./phones/phone-numbers.ts"

export { contactFiles, phoneNumbers }

/** All that importing a list asks of the outside, apart from the store. */
export const contactLists: Layer.Layer<ContactFiles | PhoneNumbers> = Layer.mergeAll(contactFiles, phoneNumbers)
