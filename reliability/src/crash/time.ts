/** Waits for some milliseconds of real time. */
export const wait = (milliseconds: number): Promise<void> =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, milliseconds)
  })

/** Waits until a condition holds, whatever fails meanwhile; false where it does not by the instant (ms of real time). */
export const until = async (holds: () => Promise<boolean>, deadline: number): Promise<boolean> => {
  while (!await holds().catch(() => false)) {
    if (Date.now() > deadline) return false
    await wait(250)
  }
  return true
}
