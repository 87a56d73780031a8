import process from "node:process"

/**
 * The first thing that the command imports: it keeps the runtime of the effects from carrying the asynchronous context of
 * Node along (`AsyncLocalStorage`) whenever one of them waits. Nobody reads it in a simulation, and it takes a twentieth of
 * the time. The runtime asks for it once, when it is loaded.
 */
const getBuiltinModule = process.getBuiltinModule.bind(process)

Object.assign(process, {
  getBuiltinModule: (id: string) => id === "node:async_hooks" ? undefined : getBuiltinModule(id)
})
