import { regionNamed } from '../region-named.js';
import type { Change } from './change.js';
import type { Project } from './project.js';

/** The variables that the guard reads, each with the line that is added for it. */
const LINES = {
  FINGERPRINT_SECRET_API_KEY: 'FINGERPRINT_SECRET_API_KEY=',
  FINGERPRINT_BASE_URL: '# FINGERPRINT_BASE_URL=http://127.0.0.1:4870',
} as const;

/** The file that holds a project's secrets. */
export function envFileOf({ framework, worker }: Project): string {
  if (worker) return '.dev.vars';
  return framework === 'next' ? '.env.local' : '.env';
}

/** Adds the variables that are missing. */
export function addVariables(path: string, before: string | undefined): Change {
  const missing = Object.entries(LINES)
    .filter(([name, line]) => {
      // A variable that is added as a comment may be one already.
      const comment = line.startsWith('#') ? '(#\\s*)?' : '';
      return !new RegExp(`^\\s*${comment}(export\\s+)?${name}\\s*=`, 'm').test(before ?? '');
    })
    .map(([, line]) => line);
  return { path, before, after: appended(before ?? '', missing), shownAs: missing };
}

/** Adds the file with the secrets to the files that version control ignores. */
export function ignoreFile(path: string, before: string | undefined): Change {
  const text = before ?? '';
  const patterns = text.split(/\r?\n/).map((line) => line.trim());
  // The last pattern for a file decides.
  const decisive = patterns.filter((pattern) => isPatternFor(pattern.replace(/^!/, ''), path)).at(-1);
  const ignored = decisive?.startsWith('!') === false;
  return { path: '.gitignore', before, after: ignored ? text : appended(text, [path]) };
}

const isPatternFor = (pattern: string, path: string): boolean =>
  [path, `/${path}`, `${path}*`].includes(pattern) ||
  (path.startsWith('.env') && pattern === '.env*') ||
  (path === '.env.local' && ['.env.*', '*.local', '.env*.local'].includes(pattern));

function appended(before: string, lines: readonly string[]): string {
  if (lines.length === 0) return before;
  const start = before === '' || before.endsWith('\n') ? before : `${before}\n`;
  return `${start}${lines.join('\n')}\n`;
}

/** The region that another tool wrote there. */
export function regionIn(env: string | undefined): string | undefined {
  const noted = /^\s*(?:export\s+)?FINGERPRINT_REGION\s*=\s*["']?(\w+)/m.exec(env ?? '')?.[1];
  return noted === undefined ? undefined : regionNamed(noted);
}
