import { rounded } from '../judging/rounded.js';

/**
 * The quality with which a policy or a rule separates fraud from honest visits. Counts are numbers of labelled
 * decisions.
 */
export interface Score {
  /** Fraud that it hits. */
  readonly fraudHit: number;
  /** All labelled fraud. */
  readonly fraud: number;
  /** Good decisions that it hits. */
  readonly goodHit: number;
  /** All decisions labelled good. */
  readonly good: number;
  /** The share of fraud among its hits, 0..1; undefined if it hits nothing. */
  readonly precision?: number;
  /** The share of the fraud that it hits, 0..1; undefined without fraud. */
  readonly recall?: number;
  /** The number of different honest visitors that it hits. */
  readonly honestPeople: number;
}

/** Counts hits and misses. */
export class ScoreTally {
  #fraudHit = 0;
  #goodHit = 0;
  readonly #people = new Set<string>();

  add(isFraud: boolean, weight: number, person: string): void {
    if (isFraud) this.#fraudHit += weight;
    else {
      this.#goodHit += weight;
      this.#people.add(person);
    }
  }

  score({ fraud, good }: { fraud: number; good: number }): Score {
    const [fraudHit, goodHit] = [this.#fraudHit, this.#goodHit];
    const hit = fraudHit + goodHit;
    return {
      ...rounded({ fraudHit, fraud, goodHit, good }),
      ...(hit > 0 ? { precision: fraudHit / hit } : {}),
      ...(fraud > 0 ? { recall: fraudHit / fraud } : {}),
      honestPeople: this.#people.size,
    };
  }
}
