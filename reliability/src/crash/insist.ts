import { RequestFailed } from "./http-client.ts"
import { wait } from "./time.ts"

/** Whether nobody can tell if a request was taken: no answer came, or one that says that the server failed. */
export const isLost = (error: unknown): error is RequestFailed =>
  error instanceof RequestFailed && (error.status === null || error.status >= 500)

/** Does something until it is answered; an answer that says no is thrown, for it says something about the test. */
export const insist = async <A>(work: () => Promise<A>, isLate: () => boolean): Promise<A> => {
  while (true) {
    try {
      return await work()
    } catch (error) {
      if (!isLost(error) || isLate()) throw error
      await wait(150)
    }
  }
}
