import { Stream } from "effect"

/** How many bytes are looked at together: what decides on encoding and delimiter is decided within one block. */
export const blockSize = 65_536

interface Held {
  readonly block: Uint8Array
  readonly filled: number
}

const nothing = (): Held => ({ block: new Uint8Array(0), filled: 0 })

/** Adds a chunk to what is held; what fills blocks comes out, without a copy where a block lies within the chunk. */
const cutBlocks = (held: Held, chunk: Uint8Array): readonly [Held, ReadonlyArray<Uint8Array>] => {
  const full: Array<Uint8Array> = []
  let { block, filled } = held
  for (let at = 0; at < chunk.length;) {
    const part = chunk.subarray(at, at + blockSize - filled)
    at += part.length
    if (part.length === blockSize) {
      full.push(part)
      continue
    }
    if (filled === 0) block = new Uint8Array(blockSize)
    block.set(part, filled)
    filled += part.length
    if (filled === blockSize) {
      full.push(block)
      filled = 0
    }
  }
  return [{ block, filled }, full]
}

/**
 * The same bytes in blocks of one size, the last one shorter. What a file means must not hang on how the network cut
 * it, so nothing after this sees the chunks in which it came. The blocks are handed on one by one, even those of a
 * chunk that is a whole file.
 */
export const blocks = <E, R>(bytes: Stream.Stream<Uint8Array, E, R>): Stream.Stream<Uint8Array, E, R> =>
  bytes.pipe(
    Stream.mapAccum(nothing, cutBlocks, {
      onHalt: ({ block, filled }) => filled === 0 ? [] : [block.subarray(0, filled)]
    }),
    Stream.rechunk(1)
  )
