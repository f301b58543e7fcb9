const MAX_TIMES = 50;

/**
 * Repeats a call while this process is too busy to tell whose delay ended it: on a busy machine, a short deadline may
 * end in that error.
 * @param errorOf Finds the error in the result. @defaultValue the result is the error
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
