import type { ClockLine } from "campanile"
import { createServer } from "node:net"
import { join } from "node:path"
import { type CarrierProcess, cps, startCarrier } from "./carrier.ts"
import { type SharedDatabase, startDatabase } from "./databases.ts"
import { diceOf } from "./dice.ts"
import type { Grounds } from "./grounds.ts"
import type { CrashOptions } from "./options.ts"
import { listenAnywhere, type Proxy, startProxy } from "./proxy.ts"
import { type Receiver, startReceiver } from "./receiver.ts"
import { type ServedNode, startNode } from "./served-node.ts"
import { buildServer } from "./server-program.ts"
import { until } from "./time.ts"

/** All that takes part in a run, up and connected. */
export interface Stage {
  readonly nodes: ReadonlyArray<ServedNode>
  readonly carrier: CarrierProcess
  readonly receiver: Receiver
  readonly shared: SharedDatabase
  /** What can be cut: between nodes and carrier, carrier and nodes, nodes and database. */
  readonly proxies: ReadonlyArray<Proxy>
  /** Where clients reach any of the nodes. */
  readonly address: string
  readonly adminKey: string
  /** The instant that the engines' clock shows, ms UTC. */
  readonly now: () => number
  readonly close: () => Promise<void>
}

/** Where the engines' clock begins: Tuesday, 3 March 2026, at nine in the morning, UTC. */
export const startsAt = Date.UTC(2026, 2, 3, 9)

const freePort = async (): Promise<number> => {
  const server = createServer()
  const port = await listenAnywhere(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

const answers = async (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(1000) }).then(({ ok }) => ok, () => false)

const iso = (instant: number) => new Date(instant).toISOString()

/** Start everything, wait until every node answers, and let the database keep its journal before there is anything to tell. */
export const setStage = async (options: CrashOptions, grounds: Grounds, deadline: number): Promise<Stage> => {
  const { folder, log, onEnd } = grounds
  const dice = diceOf(options.seed)
  // Kept to the second, for that is how it is told to the nodes.
  const startedAt = Math.floor(Date.now() / 1000) * 1000
  const clock: ClockLine = { startedAt, startsAt, speed: options.speed }
  const carrier = await startCarrier({ clock, folder, log: log("carrier"), seed: options.seed })
  onEnd(carrier.destroy)
  const receiver = await startReceiver(dice.named("receiver"))
  const shared = await startDatabase(options, grounds)

  const nodes: Array<ServedNode> = []
  // What a load balancer does: in turn, and on to the next where nothing listens.
  let turn = 0
  const inTurn = () => {
    turn++
    return nodes.map((_, index) => nodes[(turn + index) % nodes.length]!.port)
  }
  const toCarrier = await startProxy(() => [carrier.port])
  const fromCarrier = await startProxy(inTurn)
  const fromClients = await startProxy(inTurn)
  const adminKey = `key-${dice.named("key").whole(1e12, 9e12)}`
  const server = await buildServer(join(folder, "server"), log("build"))
  const env = {
    CAMPANILE_ADMIN_KEY: adminKey,
    TWILIO_ACCOUNT_SID: carrier.accountSid,
    TWILIO_AUTH_TOKEN: carrier.authToken,
    TWILIO_API_URL: `http://127.0.0.1:${toCarrier.port}`,
    TWILIO_CPS: String(cps),
    ...server.env
  }
  const args = [
    ...["--host", "127.0.0.1", "--log", "json", "--carrier", "twilio"],
    ...["--public-url", `http://127.0.0.1:${fromCarrier.port}`, "--speed", String(options.speed)],
    ...["--clock-start", iso(startsAt), "--clock-origin", iso(startedAt)]
  ]
  for (let n = 0; n < options.nodes; n++) {
    const name = `node-${n + 1}`
    const pauses = dice.named(name)
    const node = startNode({
      name,
      main: server.main,
      port: await freePort(),
      args,
      env: { ...env, CAMPANILE_DATABASE_URL: shared.urls[n]! },
      log: log(name),
      pause: () => pauses.between(0, 300)
    })
    onEnd(node.destroy)
    nodes.push(node)
  }
  const areUp = async () => (await Promise.all(nodes.map(({ port }) => answers(port)))).every((up) => up)
  if (!await until(areUp, deadline)) throw new Error("the nodes did not start")
  await shared.journal()
  return {
    nodes,
    carrier,
    receiver,
    shared,
    proxies: [toCarrier, fromCarrier, ...shared.proxies],
    address: `http://127.0.0.1:${fromClients.port}`,
    adminKey,
    now: () => startsAt + (Date.now() - startedAt) * options.speed,
    close: async () => {
      await Promise.all([toCarrier.close(), fromCarrier.close(), fromClients.close(), receiver.close()])
      await shared.stop()
    }
  }
}
