import sax from "sax"
import { limits } from "./limits.ts"

/** What is told of an XML text as it is read. Names come without their prefix, attributes by their name as written. */
export interface XmlHandlers {
  readonly open: (name: string, attributes: ReadonlyMap<string, string>) => void
  readonly text: (text: string) => void
  readonly close: (name: string) => void
}

/** Reads one XML text, piece by piece; answers with what is wrong with it. */
export interface XmlReader {
  readonly push: (bytes: Uint8Array) => string | undefined
  readonly end: () => string | undefined
}

const localName = (name: string) => name.slice(name.indexOf(":") + 1)

/**
 * Reads XML in UTF-8, as all spreadsheets write it. What could make a small text a large one is refused: document
 * types (entities are declared there), deep nesting, countless attributes. After a fault, handlers hear no more.
 */
export const makeXmlReader = (handlers: XmlHandlers): XmlReader => {
  const decoder = new TextDecoder("utf-8", { fatal: true })
  const parser = sax.parser(true, { xmlns: false, position: false })
  let fault: string | undefined
  let depth = 0
  let attributes = new Map<string, string>()

  const stop = (reason: string) => {
    fault ??= reason
  }
  parser.onerror = (error) => stop(error.message.split("\n")[0]!)
  parser.ondoctype = () => stop("it has a document type")
  parser.onattribute = ({ name, value }) => {
    if (attributes.size >= limits.attributes) stop(`an element has more than ${limits.attributes} attributes`)
    else attributes.set(name, value)
  }
  parser.onopentag = ({ name }) => {
    depth++
    if (depth > limits.depth) stop(`its elements are nested more than ${limits.depth} deep`)
    if (fault === undefined) handlers.open(localName(name), attributes)
    if (attributes.size > 0) attributes = new Map()
  }
  parser.onclosetag = (name) => {
    depth--
    if (fault === undefined) handlers.close(localName(name))
  }
  const text = (text: string) => {
    if (fault === undefined) handlers.text(text)
  }
  parser.ontext = text
  parser.oncdata = text

  const feed = (decode: () => string): string | undefined => {
    if (fault !== undefined) return fault
    try {
      parser.write(decode())
    } catch {
      stop("it is not XML in UTF-8")
    }
    return fault
  }
  return {
    push: (bytes) => feed(() => decoder.decode(bytes, { stream: true })),
    end: () => {
      feed(() => decoder.decode())
      if (fault === undefined) parser.close()
      return fault
    }
  }
}
