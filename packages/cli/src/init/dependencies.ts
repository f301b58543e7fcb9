import { VERSION } from '../version.js';
import type { Change } from './change.js';
import type { Manifest } from './manifest.js';

/** Adds packages of this library to a `package.json`, in alphabetical order and with the file's own indentation. */
export function addDependencies(before: string, packages: readonly string[]): Change {
  const manifest: Manifest = JSON.parse(before);
  const existing = { ...manifest.devDependencies, ...manifest.dependencies };
  const missing = packages.filter((name) => !Object.hasOwn(existing, name));
  if (missing.length === 0) return { path: 'package.json', before, after: before };
  const added = Object.fromEntries(missing.map((name) => [name, `^${VERSION}`]));
  const dependencies = Object.entries({ ...manifest.dependencies, ...added });
  dependencies.sort(([one], [other]) => (one < other ? -1 : 1));
  const indentation = /^([ \t]+)"/m.exec(before)?.[1] ?? '  ';
  const after = JSON.stringify(
    { ...manifest, dependencies: Object.fromEntries(dependencies) },
    null,
    indentation,
  );
  return { path: 'package.json', before, after: before.endsWith('\n') ? `${after}\n` : after };
}
