// A program that is all a server can be: it reads the form of a post, and says that it has it.
import { createAdaptorServer } from "@hono/node-server"
import { Hono } from "hono"
import { answer } from "../http/talk.ts"

const app = new Hono()
app.post("/carrier/twilio/events", async (c) => {
  const form = await c.req.parseBody()
  return c.body(null, form["CallSid"] === undefined ? 400 : 204)
})
const server = createAdaptorServer({ fetch: app.fetch })
server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  if (typeof address === "object" && address !== null) answer({ port: address.port })
})
