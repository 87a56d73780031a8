// Loaded first by every process that the bench starts: it ends when the one that started it is gone, however that ended.
import { Socket } from "node:net"

process.stdin.once("close", () => process.exit()).resume()
// Nobody waits for it: a program that is through ends by itself.
if (process.stdin instanceof Socket) process.stdin.unref()
