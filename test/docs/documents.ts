import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { anchorOf } from '../../site/anchors.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A document for people, by its path in the repository. */
export interface MarkdownFile {
  path: string;
  text: string;
}

const markdownIn = (folder: string) =>
  readdirSync(join(root, folder)).flatMap((name) => (name.endsWith('.md') ? [join(folder, name)] : []));
const readmesIn = (folder: string) =>
  readdirSync(join(root, folder))
    .map((name) => join(folder, name, 'README.md'))
    .filter((path) => existsSync(join(root, path)));

/** Every document of the repository. */
export const documents: MarkdownFile[] = [
  ...markdownIn('.'),
  ...markdownIn('docs'),
  ...markdownIn('docs/decisions'),
  ...readmesIn('packages'),
  ...readmesIn('examples'),
].map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

/** The anchors of a document's headings, as a forge makes them. */
export function anchorsOf(text: string): string[] {
  return [...withoutCode(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

/** A document without its code blocks. */
export const withoutCode = (text: string): string => text.replace(/^```.*?^```$/gms, '');

/** Where a document's own links and pictures are: a path, empty for the document itself, and an anchor, empty without one. */
export function linksIn(text: string): { path: string; anchor: string }[] {
  const links = [...withoutCode(text).matchAll(/(?:\]\(|\ssrc=")(?!\w+:)([^)"\s#]*)#?([^)"\s]*)[)"]/g)];
  return links.map(([, path = '', anchor = '']) => ({ path, anchor }));
}
