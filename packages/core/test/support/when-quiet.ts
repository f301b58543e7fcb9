const MAX_TIMES = 50;

/**
 * Asks again while this process is too busy to tell whose delay ended a call: that is an answer of its own, which a
 * short deadline gets on a busy machine.
 * @param errorOf The error in what came of it. @defaultValue it is the error
 */
export async function whenQuiet<T>(
  ask: () => Promise<T>,
  errorOf: (told: T) => unknown = (told) => told,
): Promise<T> {
  for (let time = 1; ; time++) {
    const told = await ask();
    const { code } = Object(errorOf(told));
    if (code !== 'ERR_FP_OVERLOADED' || time === MAX_TIMES) return told;
  }
}
