import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { runCommandLine } from '@fingerprint-guard/cli';
import { afterAll } from '@jest/globals';

// Below this package, whose frameworks the projects find.
const folder = mkdtempSync(join(dirname(fileURLToPath(import.meta.url)), '.projects-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Files of a project by their path. */
export type Files = Readonly<Record<string, string>>;

/** Creates a project, which is removed after the tests. */
export function createProject(files: Files): string {
  const root = mkdtempSync(join(folder, 'project-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** Reads every file of a project. */
export function filesIn(root: string): Files {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    paths.sort().map((path) => [path.slice(root.length + 1), readFileSync(path, 'utf8')]),
  );
}

/** Runs `init` in a project, on a terminal if there is an answer to its question. */
export async function init(root: string, args: readonly string[] = ['--yes'], answer?: string) {
  const printed = { stdout: '', stderr: '' };
  const to = (stream: 'stdout' | 'stderr') => ({ write: (text: string) => (printed[stream] += text) });
  const stdin = Object.assign(Readable.from(answer === undefined ? [] : [answer]), {
    isTTY: answer !== undefined,
  });
  const exitCode = await runCommandLine(['init', '--path', root, ...args], {
    stdin,
    stdout: to('stdout'),
    stderr: to('stderr'),
  });
  return { exitCode, ...printed };
}

/** What a guard that `init` wrote logs of an honest visitor, of a bot and of a request without an event: it blocks nobody. */
export const MONITORED = [
  { action: 'allow', required: true, blocked: false },
  { action: 'deny', blocked: false },
  { action: 'deny', blocked: false },
];
