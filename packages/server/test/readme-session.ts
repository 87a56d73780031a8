import { readFileSync } from "node:fs"
import { expect } from "vitest"
import { differences, isAsPrinted, type Json, readPrinted } from "./readme-answer.ts"
import { requestOf } from "./readme-curl.ts"
import { wordsOf } from "./readme-shell.ts"
import { repository, type Step } from "./readme-transcript.ts"

/** Where the transcripts say that the server is. */
const printedAddress = "http://localhost:4321"

/** Milliseconds until an answer that is asked for again and again must be as it is printed. */
const deadline = 30_000

const fieldOf = (answer: Json, path: string): string => {
  const value = path.split(".").reduce<Json | undefined>(
    (json, name) => Object.entries(json ?? {}).find(([key]) => key === name)?.[1],
    answer
  )
  if (typeof value !== "string") throw new Error(`the answer has no text ${path}`)
  return value
}

/** One who follows the transcripts in a terminal: with variables, files, and the answer that came last. */
export class Session {
  readonly #address: string
  readonly #variables = new Map<string, string>()
  readonly #files = new Map<string, Blob>()
  #last: Json = null
  /** The routes that were asked, such as `POST /campaign/save`, in their order. */
  readonly asked: Array<string> = []

  /** A session with a server that is elsewhere than the transcripts say. */
  constructor(address: string) {
    this.#address = address
  }

  /** Do a step, and hold what comes back against what is printed below it. */
  async follow({ command, printed, where }: Step): Promise<void> {
    const [, name, value] = /^(\w+)=(\S+|<[\w.]+ of the answer>)$/u.exec(command) ?? []
    if (name !== undefined && value !== undefined) {
      const [, field] = /^<([\w.]+) of the answer>$/u.exec(value) ?? []
      this.#variables.set(name, field === undefined ? value : fieldOf(this.#last, field))
      return
    }
    const [, text, file] = /^printf '([^'%]*)' > ([\w.-]+)$/u.exec(command) ?? []
    if (text !== undefined && file !== undefined) {
      this.#files.set(file, new Blob([text.replaceAll("\\n", "\n")]))
      return
    }
    await this.#ask(command, printed, where)
  }

  async #ask(command: string, printed: string, where: string): Promise<void> {
    const words = wordsOf(command, this.#variables).map((word) => word.replaceAll(printedAddress, this.#address))
    const open = (path: string) => this.#files.get(path) ?? new Blob([readFileSync(`${repository}${path}`)])
    const request = () => requestOf(words, open)
    const { method, url } = request()
    this.asked.push(`${method} ${new URL(url).pathname}`)
    const once = async () => this.#compare(await fetch(request()), printed)
    // What only looks may look again: what it waits for is on its way.
    if (method === "GET") await expect.poll(once, { timeout: deadline, interval: 50, message: where }).toEqual([])
    else expect(await once(), where).toEqual([])
  }

  async #compare(response: Response, printed: string): Promise<ReadonlyArray<string>> {
    const [status = "", ...lines] = printed.split("\n")
    const body = lines.join("\n").trimEnd()
    const text = (await response.text()).replaceAll(this.#address, printedAddress)
    const wasStatus = `HTTP/1.1 ${response.status} ${response.statusText}`
    const different = status === wasStatus ? [] : [`the status is printed as ${status}, and was ${wasStatus}: ${text}`]
    if (!/json/u.test(response.headers.get("content-type") ?? "")) {
      return isAsPrinted(body, text.replaceAll("\r\n", "\n").trimEnd()) ? different : [...different, `it was ${text}`]
    }
    this.#last = JSON.parse(text) as Json
    return [...different, ...differences(readPrinted(body), this.#last)]
  }
}
