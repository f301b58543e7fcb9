import { factsOf, type RuntimeResult } from './results.js';
import type { Behaviour } from './run-suite.js';
import { countsOf, linesOf, type SuiteResult } from './suite-result.js';

/** The results of one runtime, in lines that are printed together, because several are played at once. */
export class Report {
  passed = 0;
  failed = 0;
  /** The results of the suite, by framework. */
  readonly suites: SuiteResult[] = [];
  readonly #lines: string[] = [];

  constructor(private readonly title: string) {}

  /** Adds the results of the suite on a framework, for the list of all suites too. */
  addSuite(framework: string, behaviours: readonly Behaviour[]): boolean {
    this.suites.push({ name: `${framework} on ${this.title}`, ...countsOf(behaviours) });
    return this.add(framework, behaviours);
  }

  /** Adds the results of behaviours; true if all applicable ones hold. */
  add(name: string, behaviours: readonly Behaviour[]): boolean {
    const counts = countsOf(behaviours);
    this.passed += counts.passed;
    this.#lines.push(...linesOf({ name, ...counts }));
    for (const { title, why, outcome } of behaviours) if (outcome === 'fails') this.fail(title, why);
    return counts.failed === 0;
  }

  /** Adds what the documents say of a runtime, each fact of which is a test. */
  compare(result: RuntimeResult, differences: readonly string[]): void {
    for (const [row, cell] of Object.entries(result.cells)) this.#lines.push(`  ${row}: ${cell}`);
    for (const difference of differences)
      this.fail(
        difference,
        'write the tables anew with `npm run test:runtimes -- --update` and `npm run update`',
      );
    this.passed += Math.max(0, factsOf(result).size - differences.length);
  }

  fail(title: string, why: unknown): void {
    this.failed++;
    this.#lines.push(`    ✕ ${title}`, `${why instanceof Error ? why.stack : why}`);
  }

  print(): void {
    console.log([``, this.title, ...this.#lines].join('\n'));
  }
}
