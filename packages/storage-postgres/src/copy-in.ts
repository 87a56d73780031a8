import pg from "pg"

/** What `pg` has for copies and its types do not name. */
declare module "pg" {
  interface Connection {
    readonly sendCopyFromChunk: (chunk: Buffer) => void
    readonly endCopyFrom: () => void
  }
}

/** A `copy … from stdin` whose input is at hand: it is sent in one piece when the server asks for it. */
class CopyIn extends pg.Query {
  private readonly input: string

  constructor(text: string, input: string, done: (error: Error | undefined, result: pg.QueryResult) => void) {
    super({ text }, done)
    this.input = input
  }

  handleCopyInResponse(connection: pg.Connection): void {
    connection.sendCopyFromChunk(Buffer.from(this.input))
    connection.endCopyFrom()
  }
}

/** Copy some input into a table. Nothing may be sent after it before it is answered. */
export const copyIn = (client: pg.PoolClient, text: string, input: string): Promise<pg.QueryResult> =>
  new Promise((resolve, reject) => {
    client.query(
      new CopyIn(text, input, (error, result) => {
        if (error) reject(error)
        else resolve(result)
      })
    )
  })
