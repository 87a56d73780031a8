import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** The folder of the whole repository, with a slash at its end. */
export const repository = fileURLToPath(new URL("../../../", import.meta.url))

/** A command of a transcript, and what is printed below it. */
export interface Step {
  /** File and line, for whoever has to mend it. */
  readonly where: string
  readonly command: string
  readonly printed: string
}

const isOpen = (command: string) =>
  command.endsWith("\\") || (command.replaceAll(/"[^"']*"/gu, "").match(/'/gu) ?? []).length % 2 === 1

/** The steps of all `console` blocks of a Markdown file of the repository, in their order. */
export const stepsOf = (file: string): ReadonlyArray<Step> => {
  const steps: Array<{ where: string; command: string; printed: string }> = []
  let inside = false
  for (const [index, line] of readFileSync(`${repository}${file}`, "utf8").split("\n").entries()) {
    const last = steps.at(-1)
    if (!inside) inside = line === "```console"
    else if (line === "```") inside = false
    else if (line.startsWith("$ ")) {
      steps.push({ where: `${file}:${index + 1}`, command: line.slice(2), printed: "" })
    } else if (last === undefined) throw new Error(`${file}:${index + 1}: an answer to no command`)
    else if (last.printed === "" && isOpen(last.command)) last.command += `\n${line}`
    else last.printed += `${line}\n`
  }
  return steps
}
