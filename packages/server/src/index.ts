/** The bundled server, for programs that want to run it themselves. */

export { type ClockLine, quickClock } from "./clock.ts"
export { CannotListen } from "./listen.ts"
export { type ServerOptions, startServer } from "./server.ts"
export { webhookSender } from "./webhook-sender.ts"
