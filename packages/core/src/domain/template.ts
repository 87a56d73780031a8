/**
 * The prompt of an assistant has variables, written `@{{name}}`, or `@{{name|default}}` with the text that stands for a
 * value that is missing or empty. Blanks around names and defaults do not count; neither may hold a brace, nor a name a
 * bar. Everything else is text as it stands.
 *
 * What comes out is plain text: whoever puts it into another language, such as TwiML or a URL, escapes it for that.
 */
const variable = /@\{\{([^{}|]*)(?:\|([^{}]*))?\}\}/gu

/** A variable of a prompt. */
interface Variable {
  readonly name: string
  /** What stands for a missing or empty value; undefined where a value is required. */
  readonly fallback: string | undefined
}

const parse = (template: string): ReadonlyArray<Variable> =>
  [...template.matchAll(variable)].map(([, name, fallback]) => ({ name: name!.trim(), fallback: fallback?.trim() }))

/** The names of a prompt's variables, each once, in the order of their first use. */
export const variablesOf = (template: string): ReadonlyArray<string> => [
  ...new Set(parse(template).map(({ name }) => name).filter((name) => name !== ""))
]

/** The names of those variables that stand somewhere without a default: there must be a value for them. */
export const requiredVariables = (template: string): ReadonlyArray<string> => [
  ...new Set(
    parse(template).filter(({ fallback, name }) => name !== "" && fallback === undefined).map(({ name }) => name)
  )
]

/** Whether a prompt has a variable without a name, as in `@{{ }}`. */
export const hasNamelessVariable = (template: string): boolean => parse(template).some(({ name }) => name === "")

/** Names come from people: one such as "constructor" must not find what every object inherits. */
const cell = (row: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(row, name) ? row[name] : undefined

const columnOf = (mapping: Readonly<Record<string, string>>, name: string): string => cell(mapping, name) ?? name

/**
 * The prompt with its variables replaced by their values. A value that is missing or empty is replaced by the default,
 * else by nothing.
 */
export const render = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(variable, (_, name: string, fallback: string | undefined) => {
    const value = cell(values, name.trim()) ?? ""
    return value === "" ? (fallback ?? "").trim() : value
  })

/**
 * The values of a prompt's variables for one contact. A variable is read from the column that the mapping names for it,
 * else from the column of its own name.
 */
export const valuesFor = (
  names: ReadonlyArray<string>,
  mapping: Readonly<Record<string, string>>,
  row: Readonly<Record<string, string>>
): Record<string, string> => Object.fromEntries(names.map((name) => [name, cell(row, columnOf(mapping, name)) ?? ""]))

/** The same values, with the first default that the prompt has for a variable where its value is missing or empty. */
export const withDefaults = (
  template: string,
  values: Readonly<Record<string, string>>
): Readonly<Record<string, string>> => {
  const variables = parse(template)
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      value === "" ? variables.find((one) => one.name === name && (one.fallback ?? "") !== "")?.fallback ?? "" : value
    ])
  )
}

/** The variables whose column a list does not have, with the column that was looked for. */
export const missingColumns = (
  names: ReadonlyArray<string>,
  mapping: Readonly<Record<string, string>>,
  columns: ReadonlyArray<string>
): ReadonlyArray<{ readonly variable: string; readonly column: string }> =>
  names
    .map((name) => ({ variable: name, column: columnOf(mapping, name) }))
    .filter(({ column }) => !columns.includes(column))

/** What is wrong with a mapping of variables to columns: names that the prompt does not have. */
export const unknownVariables = (
  names: ReadonlyArray<string>,
  mapping: Readonly<Record<string, string>>
): ReadonlyArray<string> => Object.keys(mapping).filter((name) => !names.includes(name))
