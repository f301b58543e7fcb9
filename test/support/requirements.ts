import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, test } from '@jest/globals';

/** Something tests need that a machine may lack. */
export interface Requirement<Found> {
  /** Undefined if this machine has none. */
  found: Found | undefined;
  name: string;
  /** How to get it, as a command or a variable to set. */
  help: string;
}

/** The first of these programs that the path leads to. */
export function programOnPath(...names: string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Describes tests that need something. Where it is missing they are skipped, with a line that says how to get it;
 * with `CI=true` that is a failure.
 */
export function describeWith<Found>(
  { found, name, help }: Requirement<Found>,
  title: string,
  tests: (found: Found) => void,
): void {
  if (found !== undefined) {
    describe(title, () => tests(found));
    return;
  }
  const missing = `${title}: needs ${name}, which this machine lacks. ${help}`;
  if (process.env.CI === 'true') {
    test(title, () => {
      throw new Error(missing);
    });
    return;
  }
  process.stderr.write(`skipped: ${missing}\n`);
  test.skip(title, () => undefined);
}
