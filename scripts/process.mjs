// One child at a time, and whatever ends this process ends the child first.
import { spawn } from "node:child_process"
import { constants } from "node:os"

let child
let stopped

const stop = (signal) => {
  stopped = signal
  child?.kill(signal)
  if (!child) exitAs({ signal })
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    // Ctrl-C in a terminal reaches the whole process group: sent on, the child would get it twice and take it for impatience.
    if (signal === "SIGINT" && process.stdin.isTTY && child) stopped = signal
    else stop(signal)
  })
}

// A signal to npm ends npm and its shell, and reaches nobody below: that the parent is gone is all there is to see.
if (process.env.npm_lifecycle_event ?? process.env.CAMPANILE_NODE_FETCHED) {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    stop("SIGTERM")
  }, 250)
  watch.unref()
}

const start = (command, args, options, listen) =>
  new Promise((resolve) => {
    if (stopped) return resolve({ code: null, signal: stopped, stdout: "", output: "" })
    const outputs = { stdout: "", output: "" }
    child = spawn(command, args, options)
    listen(child, outputs)
    child.on("error", (error) => {
      child = undefined
      resolve({ ...outputs, code: 127, signal: null, output: `${outputs.output}${error.message}` })
    })
    child.on("close", (code, signal) => {
      child = undefined
      resolve({ ...outputs, code, signal })
    })
  })

/** Runs a command on this process's own terminal. */
export const run = async (command, args, options = {}) => {
  const done = await start(command, args, { ...options, stdio: "inherit" }, () => {})
  if (done.output) process.stderr.write(`${command}: ${done.output}\n`)
  return done
}

/** Runs a command whose words matter only when it fails. */
export const runQuietly = (command, args, options = {}) =>
  start(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] }, (child, outputs) => {
    child.stdout.setEncoding("utf8").on("data", (text) => {
      outputs.stdout += text
      outputs.output += text
    })
    child.stderr.setEncoding("utf8").on("data", (text) => {
      outputs.output += text
    })
  })

/** Ends this process the way the child ended. */
export const exitAs = ({ code, signal }) => {
  if (signal) {
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  }
  process.exit(signal ? 128 + (constants.signals[signal] ?? 0) : code)
}
