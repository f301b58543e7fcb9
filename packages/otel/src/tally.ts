import type { Counter } from '@opentelemetry/api';

type Value = string | boolean;

/** The count of one value, and the branches of the next attribute. */
interface Branch {
  count: number;
  readonly next: Map<Value, Branch>;
}

/** Counts by attributes, held until they are collected: an SDK takes about a microsecond for each call of a counter. */
export class Tally {
  readonly #names: readonly string[];
  #root = emptyBranch();

  /** @param names The names of the attributes, in the order of their values. */
  constructor(...names: string[]) {
    this.#names = names;
  }

  /** Counts one. */
  add(...values: Value[]): void {
    let branch = this.#root;
    for (const value of values) {
      let next = branch.next.get(value);
      if (next === undefined) {
        next = emptyBranch();
        branch.next.set(value, next);
      }
      branch = next;
    }
    branch.count++;
  }

  /** Adds the held counts to a counter. */
  flush(counter: Counter): void {
    const visit = ({ count, next }: Branch, attributes: Record<string, Value>, depth: number) => {
      if (count > 0) counter.add(count, attributes);
      const name = this.#names[depth];
      if (name === undefined) return;
      for (const [value, branch] of next) visit(branch, { ...attributes, [name]: value }, depth + 1);
    };
    visit(this.#root, {}, 0);
    this.#root = emptyBranch();
  }
}

function emptyBranch(): Branch {
  return { count: 0, next: new Map() };
}
