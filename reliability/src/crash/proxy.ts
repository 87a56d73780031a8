import { connect, createServer, type Server, type Socket } from "node:net"

/** A TCP connection's middle, which can stop passing anything on without closing anything. */
export interface Proxy {
  readonly port: number
  /** From now on nothing gets through, in either direction, and no new connection gets further than here. */
  readonly hole: () => void
  /** What was held back goes on its way, in its order. */
  readonly heal: () => void
  /** Breaks every connection there is, and what was held back is lost; then all is as usual. */
  readonly reset: () => void
  readonly close: () => Promise<void>
}

/** Listens on a free port of this machine. */
export const listenAnywhere = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      resolve(typeof address === "object" && address !== null ? address.port : 0)
    })
  })

const refusal: ReadonlySet<string> = new Set(["ECONNREFUSED", "ECONNRESET"])

/**
 * A proxy in front of ports of this machine. For each connection `targets` says where it may go: to the first of them
 * that takes it. As on a network that drops everything for a while, a sender that gave up has still sent: what was held
 * back reaches the other side when the hole is healed.
 */
export const startProxy = async (targets: () => ReadonlyArray<number>): Promise<Proxy> => {
  const sockets = new Set<Socket>()
  let isHole = false
  let held: Array<() => void> = []

  /** Does something now, or in its turn when the hole is healed. */
  const pass = (work: () => void) => {
    if (isHole) held.push(work)
    else work()
  }

  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.once("close", () => sockets.delete(socket))
  }

  const join = (client: Socket, early: ReadonlyArray<Buffer>, ports: ReadonlyArray<number>) => {
    const [port, ...others] = ports
    if (port === undefined || client.destroyed && early.length === 0) {
      client.resetAndDestroy()
      return
    }
    const server = connect({ port, host: "127.0.0.1", allowHalfOpen: true })
    const refused = (error: NodeJS.ErrnoException) => {
      if (refusal.has(error.code ?? "")) join(client, early, others)
      else client.destroy()
    }
    server.once("error", refused)
    server.once("connect", () => {
      server.off("error", refused)
      server.on("error", () => pass(() => client.resetAndDestroy()))
      keep(server)
      for (const chunk of early) server.write(chunk)
      client.removeAllListeners("data")
      client.on("data", (chunk) => pass(() => server.write(chunk)))
      server.on("data", (chunk) => pass(() => client.write(chunk)))
      client.on("end", () => pass(() => server.end()))
      server.on("end", () => pass(() => client.end()))
      client.on("close", (hadError) => pass(() => hadError ? server.resetAndDestroy() : server.end()))
      server.on("close", () => pass(() => client.destroy()))
      if (client.readableEnded || client.destroyed) pass(() => server.end())
    })
  }

  const server = createServer({ allowHalfOpen: true }, (client) => {
    keep(client)
    client.on("error", () => {})
    const early: Array<Buffer> = []
    client.on("data", (chunk) => early.push(chunk))
    pass(() => join(client, early, targets()))
  })
  const port = await listenAnywhere(server)

  const heal = () => {
    isHole = false
    const works = held
    held = []
    for (const work of works) work()
  }
  const reset = () => {
    held = []
    isHole = false
    for (const socket of sockets) socket.resetAndDestroy()
  }
  return {
    port,
    hole: () => {
      isHole = true
    },
    heal,
    reset,
    close: () =>
      new Promise((resolve) => {
        reset()
        server.close(() => resolve())
      })
  }
}
