import { Effect } from "effect"
import { connect, createServer, type Socket } from "node:net"

/** What lies between a client and its server, and what it does to them. */
export interface Proxy {
  readonly url: string
  /** Says nothing more to anybody, as a network that loses all packets. */
  readonly swallow: () => void
  /** Lets everything through to the server but no answer back, and breaks off when the server says some words. */
  readonly breakAt: (words: string) => void
}

/** A proxy before the server of a URL, which is gone with the scope. */
export const proxyBefore = (url: string) =>
  Effect.gen(function*() {
    const target = new URL(url)
    const [port, hostname] = [Number(target.port), target.hostname]
    const sockets = new Set<Socket>()
    let isSilent = false
    let last: string | undefined
    const server = createServer((client) => {
      const upstream = connect(port, hostname)
      for (const socket of [client, upstream]) {
        sockets.add(socket)
        socket.on("error", () => {})
        socket.on("close", () => {
          client.destroy()
          upstream.destroy()
        })
      }
      client.on("data", (chunk) => {
        if (isSilent) return
        upstream.write(chunk)
      })
      upstream.on("data", (chunk) => {
        if (isSilent) return
        if (last === undefined) client.write(chunk)
        else if (chunk.includes(last)) client.destroy()
      })
    })
    yield* Effect.acquireRelease(
      Effect.callback<void>((resume) => {
        server.listen(0, "127.0.0.1", () => resume(Effect.void))
      }),
      () =>
        Effect.sync(() => {
          for (const socket of sockets) socket.destroy()
          server.close()
        })
    )
    const address = server.address()
    target.hostname = "127.0.0.1"
    target.port = typeof address === "object" && address !== null ? String(address.port) : ""
    return {
      url: target.href,
      swallow: () => {
        isSilent = true
      },
      breakAt: (words: string) => {
        last = words
      }
    } satisfies Proxy
  })
