/**
 * The prompt of an assistant has variables, written `@{{name}}`; blanks inside the braces do not count. Everything else
 * is text as it stands.
 */
const variable = /@\{\{([^{}]*)\}\}/gu

/** The names of a prompt's variables, each once, in the order of their first use. */
export const variablesOf = (template: string): ReadonlyArray<string> => [
  ...new Set([...template.matchAll(variable)].map((match) => match[1]!.trim()).filter((name) => name !== ""))
]

/** Whether a prompt has a variable without a name, as in `@{{ }}`. */
export const hasNamelessVariable = (template: string): boolean =>
  [...template.matchAll(variable)].some((match) => match[1]!.trim() === "")

/** Names come from people: one such as "constructor" must not find what every object inherits. */
const cell = (row: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(row, name) ? row[name] : undefined

const columnOf = (mapping: Readonly<Record<string, string>>, name: string): string => cell(mapping, name) ?? name

/** The prompt with its variables replaced by their values. A variable without a value stands for the empty text. */
export const render = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(variable, (_, name: string) => cell(values, name.trim()) ?? "")

/**
 * The values of a prompt's variables for one contact. A variable is read from the column that the mapping names for it,
 * else from the column of its own name.
 */
export const valuesFor = (
  names: ReadonlyArray<string>,
  mapping: Readonly<Record<string, string>>,
  row: Readonly<Record<string, string>>
): Record<string, string> => Object.fromEntries(names.map((name) => [name, cell(row, columnOf(mapping, name)) ?? ""]))

/** The variables of a prompt whose column a list does not have, with the column that was looked for. */
export const missingColumns = (
  names: ReadonlyArray<string>,
  mapping: Readonly<Record<string, string>>,
  columns: ReadonlyArray<string>
): ReadonlyArray<{ readonly variable: string; readonly column: string }> =>
  names
    .map((name) => ({ variable: name, column: columnOf(mapping, name) }))
    .filter(({ column }) => !columns.includes(column))
