import type { ChildProcess } from "node:child_process"

/** The next word of another program of the bench; a failure where it ends without one. */
export const heard = <Word>(child: ChildProcess): Promise<Word> =>
  new Promise((resolve, reject) => {
    const ended = (code: number | null, signal: string | null) => {
      child.off("message", said)
      const program = child.spawnargs.findLast((argument) => argument.endsWith(".ts"))
      reject(new Error(`${program} ended with ${signal ?? code} before it answered`))
    }
    const said = (word: unknown) => {
      child.off("exit", ended)
      resolve(word as Word)
    }
    child.once("message", said).once("exit", ended)
  })

/** Say something to another program of the bench, and wait for its answer: one at a time. */
export const asked = <Word>(child: ChildProcess, word: object): Promise<Word> => {
  const answer = heard<Word>(child)
  child.send(word)
  return answer
}

/** In a program that was asked for something: answer. */
export const answer = (word: object): void => void process.send?.(word)

/** In a program that is asked: hear each word in turn. */
export const onWord = <Word>(hear: (word: Word) => void): void => {
  process.on("message", (word) => hear(word as Word))
}

/** The wall clock in ms with its fractions, the same in all processes of one machine. */
export const instant = (): number => performance.timeOrigin + performance.now()
