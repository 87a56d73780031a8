/** JSON as it came over the wire. */
export type Json = null | boolean | number | string | ReadonlyArray<Json> | { readonly [key: string]: Json }

// What `…` is while a printed answer is read as JSON: no answer holds it.
const left = "\u0000"

/**
 * Read a printed answer: JSON in which a bare `…` stands for any value, for further fields at the end of an object, or
 * for further elements at the end of an array; within quotes it stands for some characters.
 */
export const readPrinted = (printed: string): Json => {
  const open: Array<string> = []
  let before = ""
  const json = printed.replaceAll(/"(?:[^"\\]|\\.)*"|\S/gu, (token) => {
    const isValue = before === ":" || open.at(-1) === "["
    if (token === "{" || token === "[") open.push(token)
    if (token === "}" || token === "]") open.pop()
    before = token
    return token !== "…" ? token : isValue ? JSON.stringify(left) : `${JSON.stringify(left)}: null`
  })
  return JSON.parse(json) as Json
}

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/gu, "\\$&")

/** Whether a text is as it is printed, `…` standing for one or more characters. */
export const isAsPrinted = (printed: string, text: string): boolean =>
  new RegExp(`^${printed.split("…").map(escaped).join("[^]+")}$`, "u").test(text)

const isObject = (json: Json | undefined): json is { readonly [key: string]: Json } =>
  typeof json === "object" && json !== null && !Array.isArray(json)

const isArray = (json: Json | undefined): json is ReadonlyArray<Json> => Array.isArray(json)

const said = (json: Json | undefined) => json === undefined ? "nothing" : JSON.stringify(json)

/** Where an answer is not as it is printed, in words; empty where it is. */
export const differences = (printed: Json | undefined, answer: Json | undefined, at = "it"): ReadonlyArray<string> => {
  if (printed === left && answer !== undefined) return []
  if (isObject(printed) && isObject(answer)) {
    const names = new Set([...Object.keys(printed), ...(left in printed ? [] : Object.keys(answer))])
    names.delete(left)
    return [...names].flatMap((name) => differences(printed[name], answer[name], `${at}.${name}`))
  }
  if (isArray(printed) && isArray(answer)) {
    const isOpen = printed.at(-1) === left
    const length = isOpen ? printed.length - 1 : Math.max(printed.length, answer.length)
    return Array.from({ length }, (_, index) => differences(printed[index], answer[index], `${at}.${index}`)).flat()
  }
  const isSame = typeof printed === "string" && typeof answer === "string"
    ? isAsPrinted(printed, answer)
    : printed === answer
  return isSame ? [] : [`${at} is printed as ${said(printed)}, and was ${said(answer)}`]
}
