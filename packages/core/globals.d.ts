// The only names core takes from its surroundings: every JavaScript runtime has them, and no ECMAScript lib declares them.
// Neither the DOM's nor Node's types are loaded, so that a clock, a timer or a socket cannot slip in unseen.

interface AbortSignal {
  readonly aborted: boolean
  readonly reason: unknown
  throwIfAborted(): void
  addEventListener(type: "abort", listener: () => void, options?: { readonly once?: boolean }): void
  removeEventListener(type: "abort", listener: () => void): void
}

declare var AbortSignal: {
  prototype: AbortSignal
  abort(reason?: unknown): AbortSignal
  any(signals: Iterable<AbortSignal>): AbortSignal
}

interface AbortController {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
}

declare var AbortController: {
  prototype: AbortController
  new(): AbortController
}

declare var TextEncoder: {
  new(): { encode(text: string): Uint8Array }
}
