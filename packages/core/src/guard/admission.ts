/**
 * The number of checks under way at once while the process keeps up. More cannot be judged within the usual deadline.
 */
const MAX_UNDER_WAY = 1000;

/** The lowest limit: any process can judge this many in time. */
const MIN_UNDER_WAY = 50;

/** The limit after an overload, as a share of the checks under way. */
const SHRINK = 0.5;

/**
 * Admits no more checks than this process can judge in time: the rest are answered at once rather than late. The limit
 * shrinks with every check that this process was too busy for, and grows with every other one.
 */
export class Admission {
  #limit = MAX_UNDER_WAY;
  #underWay = 0;

  /** Runs a check and tells it whether it is admitted. */
  async run<T>(check: (admitted: boolean) => Promise<T>): Promise<T> {
    const admitted = this.#underWay < this.#limit;
    if (!admitted) return check(false);
    this.#underWay++;
    try {
      return await check(true);
    } finally {
      this.#underWay--;
      this.#limit = Math.min(MAX_UNDER_WAY, this.#limit + 1);
    }
  }

  /** Records a check that this process was too busy for. */
  overloaded(): void {
    this.#limit = Math.max(MIN_UNDER_WAY, Math.floor(Math.min(this.#limit, this.#underWay) * SHRINK));
  }
}
