import { once } from "node:events"
import pg from "pg"

/** What `pg` has for copies and its types do not name. */
declare module "pg" {
  interface Connection {
    readonly sendCopyFromChunk: (chunk: Buffer) => void
    readonly endCopyFrom: () => void
  }
}

/** A `copy … from stdin` that is fed chunk by chunk, no faster than the server takes them. */
class CopyIn extends pg.Query {
  private readonly chunks: AsyncIterable<Buffer>
  private readonly fail: (error: unknown) => void

  constructor(text: string, chunks: AsyncIterable<Buffer>, resolve: () => void, reject: (error: unknown) => void) {
    super({ text }, (error: Error | undefined) => error ? reject(error) : resolve())
    this.chunks = chunks
    this.fail = reject
  }

  handleCopyInResponse(connection: pg.Connection): void {
    this.feed(connection).catch(this.fail)
  }

  private async feed(connection: pg.Connection) {
    const { stream } = connection
    for await (const chunk of this.chunks) {
      connection.sendCopyFromChunk(chunk)
      if (stream.writableNeedDrain) await once(stream, "drain")
    }
    connection.endCopyFrom()
  }
}

/** Copy some input, in the text format of Postgres, into a table. */
export const copyIn = (client: pg.Client, text: string, chunks: AsyncIterable<Buffer>): Promise<void> =>
  new Promise((resolve, reject) => void client.query(new CopyIn(text, chunks, resolve, reject)))
