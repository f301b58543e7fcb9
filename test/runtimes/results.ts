import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What came of the suite on one runtime. */
export interface RuntimeResult {
  name: string;
  version: string;
  frameworks: Record<string, { holds: boolean; noticesGoneClient: boolean }>;
}

/** Keeps what came of all runtimes, for the table in the documents. */
export const writeResults = (results: readonly RuntimeResult[]): void =>
  // This program is bundled into a folder beside its sources.
  writeFileSync(join(import.meta.dirname, '..', 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
