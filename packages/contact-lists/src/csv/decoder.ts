import { isAscii, isUtf8 } from "node:buffer"
import { scanUtf8 } from "./utf8.ts"

/** Text of a block. With a fault, it is what stands before the place at which the file stops being text. */
export interface DecodedBlock {
  readonly text: string
  readonly fault?: string
}

/** Turns the blocks of one file into text, one after the other. */
export interface Decoder {
  readonly push: (block: Uint8Array) => DecodedBlock
  readonly end: () => DecodedBlock
}

const bufferOf = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const notUtf8 = "a character here is not UTF-8: save the file as UTF-8"
const cutOff = "the file ends in the middle of a character: it was cut off"

/** UTF-8, strict: a list with broken names is not read as if they were right. */
const utf8 = (): Decoder => {
  let held = new Uint8Array(0)
  return {
    push: (block) => {
      const bytes = held.length === 0 ? bufferOf(block) : Buffer.concat([held, block])
      const cut = bytes.length - cutLength(bytes)
      const whole = bytes.subarray(0, cut)
      held = new Uint8Array(bytes.subarray(cut))
      if (isUtf8(whole)) return { text: whole.toString("utf8") }
      return { text: bytes.subarray(0, scanUtf8(bytes).firstBad).toString("utf8"), fault: notUtf8 }
    },
    end: () => held.length === 0 ? { text: "" } : { text: "", fault: cutOff }
  }
}

/** How many bytes at the end belong to a character that goes on in the next block. */
const cutLength = (bytes: Uint8Array): number => {
  for (let length = 1; length <= 3 && length <= bytes.length; length++) {
    const byte = bytes[bytes.length - length]!
    if (byte < 0x80) return 0
    if (byte >= 0xc0) {
      const tail = bytes.subarray(bytes.length - length)
      return scanUtf8(tail).cut === 0 ? length : 0
    }
  }
  return 0
}

const utf16 = (name: "utf-16le" | "utf-16be"): Decoder => {
  const decoder = new TextDecoder(name, { fatal: true })
  const decode = (block: Uint8Array, stream: boolean): DecodedBlock => {
    try {
      return { text: decoder.decode(block, { stream }) }
    } catch {
      return { text: "", fault: stream ? "a character near here is not UTF-16: save the file as UTF-8" : cutOff }
    }
  }
  return { push: (block) => decode(block, true), end: () => decode(new Uint8Array(0), false) }
}

/** What Windows-1252 has from 0x80 to 0x9f, where Latin-1 has control characters; a blank where it has nothing. */
const windowsExtras = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ"

/** Written out, because several releases of Node 22 and 24 read these bytes as Latin-1 (nodejs/node#56542). */
const windows1252: Decoder = {
  push: (block) => {
    const latin = bufferOf(block).toString("latin1")
    const hole = latin.search(/[\x81\x8d\x8f\x90\x9d]/u)
    const text = (hole < 0 ? latin : latin.slice(0, hole))
      .replace(/[\x80-\x9f]/gu, (control) => windowsExtras[control.charCodeAt(0) - 0x80]!)
    return hole < 0 ? { text } : { text, fault: "this is neither UTF-8 nor Windows-1252: save the file as UTF-8" }
  },
  end: () => ({ text: "" })
}

/**
 * A file without a mark: ASCII as long as it is, and then what the first block says that is more. More broken UTF-8
 * than good means that it is Windows-1252, as spreadsheets in Europe and the Americas save it; the other way round it
 * is UTF-8 with a broken character, which fails where it stands. A lone byte at the end of a block says nothing yet.
 */
const unmarked = (): Decoder => {
  let decided: Decoder | undefined
  let held = new Uint8Array(0)
  const decide = (decoder: Decoder, bytes: Uint8Array): DecodedBlock => {
    decided = decoder
    return decoder.push(bytes)
  }
  return {
    push: (block) => {
      if (decided !== undefined) return decided.push(block)
      const bytes = held.length === 0 ? block : Buffer.concat([held, block])
      if (isAscii(bytes)) return { text: bufferOf(bytes).toString("latin1") }
      const { bad, cut, good } = scanUtf8(bytes)
      if (bad > good) return decide(windows1252, bytes)
      if (good > 0) return decide(utf8(), bytes)
      held = new Uint8Array(bytes.subarray(cut))
      return { text: bufferOf(bytes.subarray(0, cut)).toString("latin1") }
    },
    end: () => decided === undefined ? windows1252.push(held) : decided.end()
  }
}

const marks: ReadonlyArray<{ readonly mark: ReadonlyArray<number>; readonly decoder: () => Decoder }> = [
  { mark: [0xef, 0xbb, 0xbf], decoder: utf8 },
  { mark: [0xff, 0xfe], decoder: () => utf16("utf-16le") },
  { mark: [0xfe, 0xff], decoder: () => utf16("utf-16be") }
]

/**
 * The text of a file: UTF-8 with or without a byte order mark, UTF-16 with one, or Windows-1252.
 */
export const makeDecoder = (): Decoder => {
  let decoder: Decoder | undefined
  return {
    push: (block) => {
      if (decoder !== undefined) return decoder.push(block)
      const marked = marks.find(({ mark }) => mark.every((byte, at) => block[at] === byte))
      decoder = marked === undefined ? unmarked() : marked.decoder()
      return decoder.push(block.subarray(marked?.mark.length ?? 0))
    },
    end: () => decoder === undefined ? { text: "" } : decoder.end()
  }
}
