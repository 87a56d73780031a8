import { findPhoneColumn, findZoneColumn } from "@campanile/core"

const isName = (column: string) => /name/iu.test(column)

const words = (column: string) => column.replaceAll(/[_-]+/gu, " ").toLowerCase()

/**
 * What an assistant says to the contacts of a list with these columns: every column comes up that says something of the
 * person, and not where or when to call.
 */
export const promptFor = (columns: ReadonlyArray<string>): string => {
  const where = [findPhoneColumn(columns), findZoneColumn(columns)]
  const said = columns.filter((column) => !where.includes(column) && /^[^{}]+$/u.test(column))
  const name = said.find(isName)
  return [
    name === undefined ? "Hello," : `Hello @{{${name}}},`,
    "this is a call from the Campanile demo.",
    ...said.filter((column) => column !== name).map((column) => `Your ${words(column)}: @{{${column}}}.`)
  ].join(" ")
}
