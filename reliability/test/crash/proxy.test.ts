import { once } from "node:events"
import { connect, createServer, type Socket } from "node:net"
import { expect, it, onTestFinished } from "vitest"
import { listenAnywhere, startProxy } from "../../src/crash/proxy.ts"

/** A server that answers each chunk with itself, and a proxy in front of it. */
const echo = async () => {
  const server = createServer((socket) => {
    socket.on("error", () => {})
    socket.pipe(socket)
  })
  const port = await listenAnywhere(server)
  const proxy = await startProxy(() => [1, port])
  const client = connect(proxy.port, "127.0.0.1")
  client.setEncoding("utf8")
  onTestFinished(async () => {
    client.destroy()
    await proxy.close()
    server.close()
  })
  return { proxy, client }
}

const answer = async (client: Socket): Promise<unknown> => (await once(client, "data"))[0]

it("passes on what is said, past a port where nobody listens", async () => {
  const { client } = await echo()
  client.write("hello")
  expect(await answer(client)).toBe("hello")
})

it("holds everything back in a hole without closing anything, and delivers it when it is healed", async () => {
  const { client, proxy } = await echo()
  client.write("before")
  await answer(client)
  proxy.hole()
  client.write("in the hole")
  let heard = ""
  client.on("data", (text: string) => (heard += text))
  const other = connect(proxy.port, "127.0.0.1")
  onTestFinished(() => void other.destroy())
  other.write("too")
  await once(other, "connect")
  expect(heard).toBe("")
  expect(client.closed).toBe(false)
  proxy.heal()
  if (heard === "") await answer(client)
  expect(heard).toBe("in the hole")
  expect(String((await once(other, "data"))[0])).toBe("too")
})

it("delivers late what a sender gave up on", async () => {
  let arrive: (text: string) => void = () => {}
  const arrived = new Promise<string>((resolve) => (arrive = resolve))
  const server = createServer((socket) => {
    socket.on("error", () => {})
    socket.on("data", (chunk) => arrive(chunk.toString()))
  })
  const port = await listenAnywhere(server)
  const proxy = await startProxy(() => [port])
  onTestFinished(async () => {
    await proxy.close()
    server.close()
  })
  proxy.hole()
  const client = connect(proxy.port, "127.0.0.1")
  await once(client, "connect")
  client.end("too late?")
  await once(client, "finish")
  client.destroy()
  await once(client, "close")
  proxy.heal()
  expect(await arrived).toBe("too late?")
})

it("breaks what is connected on a reset", async () => {
  const { client, proxy } = await echo()
  client.write("hello")
  await answer(client)
  const broken = once(client, "error")
  proxy.reset()
  expect((await broken)[0]).toMatchObject({ code: "ECONNRESET" })
})
