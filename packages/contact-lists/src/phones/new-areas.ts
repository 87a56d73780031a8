/**
 * North American area codes that NANPA has assigned (its report of 2026-01-05) and the library does not know
 * (libphonenumber-js 1.13.16, looked at in November 2026), because it waits for their first exchanges. Several have been
 * in service for years, such as 624 in Buffalo and 436 around Cleveland: people there would be told that they do not exist.
 * Numbers in a code that is not handed out yet cost nothing when they are called.
 */
export const newAreas: ReadonlyArray<string> = "357 436 457 465 471 483 565 621 624 679 729 761 837 861 924".split(" ")

/** Any number of such an area code: an exchange begins with 2 to 9, and is no service code such as 911. */
const inNewArea = new RegExp(`^\\+1(?:${newAreas.join("|")})(?![2-9]11)[2-9]\\d{6}$`, "u")

/** Whether a number in E.164 has an area code that is newer than the library. */
export const isInNewArea = (number: string): boolean => inNewArea.test(number)
