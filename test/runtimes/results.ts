import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The results of one runtime: the cells of its column in the documents, by row. */
export interface RuntimeResult {
  name: string;
  version: string;
  cells: Record<string, string>;
}

// This program is bundled into a folder beside its sources.
const KEPT = join(import.meta.dirname, '..', 'results.json');

/** Saves the results of all runtimes, for the table in the documents. */
export const keepResults = (results: readonly RuntimeResult[]): void =>
  writeFileSync(KEPT, `${JSON.stringify(results, null, 2)}\n`);

/** The cells that differ from those in the documents, in words. */
export function differences({ name, cells }: RuntimeResult): string[] {
  const kept: RuntimeResult[] = JSON.parse(readFileSync(KEPT, 'utf8'));
  const documented = kept.find((result) => result.name === name)?.cells ?? {};
  return Object.entries(cells)
    .filter(([row, cell]) => documented[row] !== cell)
    .map(([row, cell]) => `${row}: ${cell}, but the documents say ${documented[row]}`);
}
