import type { Directory } from "./directory.ts"

/** What a demo works with while it is set up. */
export interface Stage {
  readonly address: string
  readonly directory: Directory
  readonly say: (text: string) => void
}

/** A step that is done, in words. */
export const done = (text: string): string => `  ✓ ${text}`
