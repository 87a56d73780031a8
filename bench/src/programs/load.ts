// A program that posts the callbacks of calls, as fast as they are answered, so that its work is not the server's.
import { connect, type Socket } from "node:net"
import { requestOf, stages, type TwilioSide } from "../http/account.ts"
import { answer, instant, onWord } from "../http/talk.ts"

/** What it is asked: to make and sign the callbacks of calls, or to post them all to a server of this machine. */
export type Order =
  | { readonly calls: ReadonlyArray<TwilioSide>; readonly at: number }
  | { readonly port: number; readonly connections: number }

/** When the first request left and the last was answered (ms of the wall clock). */
export interface Posted {
  readonly began: number
  readonly ended: number
}

let requests: ReadonlyArray<Buffer> = []

const opened = (port: number) =>
  new Promise<Socket>((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket)).once("error", reject).setNoDelay(true)
  })

/** Every answer is 204, so an answer is over where its head is. */
const over = "\r\n\r\n"

/** Post on one connection, a request after the answer to the one before, as long as there is a next one. */
const drive = (socket: Socket, next: () => Buffer | undefined) =>
  new Promise<void>((resolve, reject) => {
    const post = () => {
      const request = next()
      if (request === undefined) resolve()
      else socket.write(request)
    }
    let head = ""
    socket.on("data", (bytes: Buffer) => {
      head += bytes.toString("latin1")
      if (!head.endsWith(over)) return
      if (!head.startsWith("HTTP/1.1 204")) return reject(new Error(`the server answered ${head}`))
      head = ""
      post()
    }).once("error", reject).once("close", () => reject(new Error("the server closed a connection")))
    post()
  })

const postAll = async (port: number, connections: number): Promise<Posted> => {
  const sockets = await Promise.all(Array.from({ length: connections }, () => opened(port)))
  let n = 0
  const began = instant()
  await Promise.all(sockets.map((socket) => drive(socket, () => requests[n++])))
  const ended = instant()
  for (const socket of sockets) socket.destroy()
  return { began, ended }
}

onWord<Order>((order) => {
  if ("calls" in order) {
    requests = stages.flatMap((stage) => order.calls.map((call) => requestOf(call, stage, order.at)))
    answer({})
    return
  }
  postAll(order.port, order.connections).then(answer, (error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
