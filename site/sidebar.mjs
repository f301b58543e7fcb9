import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import { listPages } from './pages.mjs';
import { pages as folder, reference } from './places.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path) => readFileSync(join(root, path), 'utf8');

/** An item of a list that begins with a link to a document: its label and its target. */
const ITEM = /^- \[([^\]]+)\]\(([^)#]+)\)/gm;

/** The sidebar: the index of the documents, then the README of every package. */
export function readSidebar() {
  const pages = listPages();
  const packages = [...pages].filter(([path]) => path.startsWith('packages/'));
  const api = { text: 'API reference', link: reference };
  return [
    ...groupsOf('docs/README.md', read, pages),
    {
      text: 'Packages',
      collapsed: true,
      items: [api, ...packages.map(([path, place]) => ({ text: path.split('/')[1], link: linkTo(place) }))],
    },
  ];
}

/** The sidebar of the API reference, which typedoc writes along with its pages. */
export function readReference() {
  const packages = JSON.parse(readFileSync(join(folder, reference, 'typedoc-sidebar.json'), 'utf8'));
  return packages.map(({ text, ...group }) => ({ ...group, text: text.replace('@fingerprint-guard/', '') }));
}

/**
 * Reads groups from an index: one for each section, with a line for each item that begins with a link to a page. The
 * items of a subfolder's index go under its line.
 * @param read Reads a document, by its path in the repository.
 * @param pages The place of each document in the site.
 */
export function groupsOf(index, read, pages) {
  const [, ...sections] = read(index).split(/^## /m);
  return sections.map((section) => ({
    text: section.slice(0, section.indexOf('\n')),
    collapsed: false,
    items: itemsOf(index, section),
  }));

  function itemsOf(path, text) {
    return [...text.matchAll(ITEM)].flatMap(([, label, target]) => {
      const document = normalize(join(dirname(path), target));
      const place = pages.get(document);
      if (place === undefined) return [];
      const isIndexBelow = document.startsWith(`${dirname(index)}/`) && document.endsWith('/README.md');
      const below = isIndexBelow ? { collapsed: true, items: itemsOf(document, read(document)) } : {};
      return [{ text: label, link: linkTo(place), ...below }];
    });
  }
}

const linkTo = (place) => `/${place.replace(/(index)?\.md$/, '')}`;
