import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Behaviour } from './run-suite.js';

/** Behaviours of the suite that are not played, by the reason and by their title; each with the frameworks it concerns. */
export type LeftOut = Record<string, Record<string, string[]>>;

/** The results of one runtime. */
export interface RuntimeResult {
  name: string;
  version: string;
  /** The cells of its column in the documents, by row. */
  cells: Record<string, string>;
  leftOut: LeftOut;
}

/** Adds what is left out on one framework. */
export function addLeftOut(leftOut: LeftOut, framework: string, behaviours: readonly Behaviour[]): void {
  for (const { title, outcome, why = '' } of behaviours) {
    if (outcome !== 'not applicable') continue;
    leftOut[why] ??= {};
    leftOut[why][title] ??= [];
    leftOut[why][title].push(framework);
  }
}

// This program is bundled into a folder beside its sources.
const KEPT = join(import.meta.dirname, '..', 'results.json');

/** Saves the results of all runtimes, for the tables in the documents. */
export const keepResults = (results: readonly RuntimeResult[]): void =>
  writeFileSync(KEPT, `${JSON.stringify(results, null, 2)}\n`);

/** Each fact that the documents have about a runtime. */
export const factsOf = ({ cells, leftOut }: Pick<RuntimeResult, 'cells' | 'leftOut'>): Map<string, string> =>
  new Map([
    ...Object.entries(cells),
    ...Object.entries(leftOut).flatMap(([why, titles]) =>
      Object.entries(titles).map(
        ([title, frameworks]) => [`left out: ${title}`, `${frameworks}: ${why}`] as const,
      ),
    ),
  ]);

/** The facts that differ from those in the documents, in words. */
export function differences(result: RuntimeResult): string[] {
  const all: RuntimeResult[] = JSON.parse(readFileSync(KEPT, 'utf8'));
  const kept = all.find(({ name }) => name === result.name) ?? { cells: {}, leftOut: {} };
  const [found, documented] = [factsOf(result), factsOf(kept)];
  return [...new Set([...found.keys(), ...documented.keys()])]
    .filter((fact) => found.get(fact) !== documented.get(fact))
    .map((fact) => `${fact}: ${found.get(fact)}, but the documents say ${documented.get(fact)}`);
}
