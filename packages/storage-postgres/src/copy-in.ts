import pg from "pg"

/** What `pg` has for copies and its types do not name. */
declare module "pg" {
  interface Connection {
    readonly sendCopyFromChunk: (chunk: Buffer) => void
    readonly endCopyFrom: () => void
  }
}

/**
 * A `copy … from stdin` whose input is at hand: it is sent along, before the server asks for it. A server that refuses the
 * copy passes over input that is on its way, as its protocol has it.
 */
class CopyIn extends pg.Query {
  constructor(text: string, input: string, done: (error: Error | undefined, result: pg.QueryResult) => void) {
    super({ text }, done)
    const submit = this.submit.bind(this)
    this.submit = (connection) => {
      submit(connection)
      connection.sendCopyFromChunk(Buffer.from(input))
      connection.endCopyFrom()
    }
  }

  handleCopyInResponse(): void {}
}

/** Copy some input into a table. */
export const copyIn = (client: pg.PoolClient, text: string, input: string): Promise<pg.QueryResult> =>
  new Promise((resolve, reject) => {
    client.query(
      new CopyIn(text, input, (error, result) => {
        if (error) reject(error)
        else resolve(result)
      })
    )
  })
