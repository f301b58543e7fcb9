import type { Behaviour } from './run-suite.js';

/** The results of one runtime, in lines that are printed together, because several are played at once. */
export class Report {
  passed = 0;
  failed = 0;
  readonly #lines: string[] = [];

  constructor(private readonly title: string) {}

  /** Adds the results of behaviours; true if all applicable ones hold. */
  add(name: string, behaviours: readonly Behaviour[]): boolean {
    const of = (outcome: Behaviour['outcome']) =>
      behaviours.filter((behaviour) => behaviour.outcome === outcome);
    const [held, failed, left] = [of('holds'), of('fails'), of('not applicable')];
    this.passed += held.length;
    const counts = [`${held.length} behaviours hold`];
    if (failed.length > 0) counts.push(`${failed.length} do not`);
    if (left.length > 0) counts.push(`${left.length} are not applicable`);
    this.#lines.push(`  ${name}: ${counts.join(', ')}`);
    for (const { title, why } of failed) this.fail(title, why);
    for (const [why, count] of countOf(left.map(({ why = '' }) => why)))
      this.#lines.push(`    – ${count}: ${why}`);
    return failed.length === 0;
  }

  /** Adds the cells of the documents' table, each of which is a test. */
  compare(cells: Readonly<Record<string, string>>, differences: readonly string[]): void {
    for (const [row, cell] of Object.entries(cells)) this.#lines.push(`  ${row}: ${cell}`);
    for (const difference of differences)
      this.fail(
        difference,
        'write the table anew with `npm run test:runtimes -- --update` and `npm run update`',
      );
    this.passed += Object.keys(cells).length - differences.length;
  }

  fail(title: string, why: unknown): void {
    this.failed++;
    this.#lines.push(`    ✕ ${title}`, `${why instanceof Error ? why.stack : why}`);
  }

  print(): void {
    console.log([``, this.title, ...this.#lines].join('\n'));
  }
}

function countOf(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
