import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { findDeadLinks } from '../site/links.mjs';
import { listPages, renderDocument, renderPages } from '../site/pages.mjs';
import { groupsOf, readSidebar } from '../site/sidebar.mjs';
import { weightOf, wordsOf } from '../site/words.mjs';
import { documents } from './docs/documents.js';

interface Item {
  text: string;
  link?: string;
  items?: Item[];
}

const linksOf = (items: readonly Item[]): string[] =>
  items.flatMap(({ link, items: below = [] }) => [...(link === undefined ? [] : [link]), ...linksOf(below)]);

const pages: Map<string, string> = listPages();

describe('the sidebar', () => {
  test('has every document of docs and every package: give a new one a line in docs/README.md', () => {
    const links = linksOf(readSidebar());
    const ours = [...pages].filter(([path]) => /^(docs|packages)\//.test(path) && path !== 'docs/README.md');
    const missing = ours.filter(([, place]) => !links.includes(`/${place.replace(/(index)?\.md$/, '')}`));
    expect(missing.map(([path]) => path)).toEqual([]);
  });

  test('has a group for each section of the index, and a line for each item that begins with a page', () => {
    const texts: Record<string, string> = {
      'docs/README.md': `# Documents

An [introduction](intro.md).

## Start

- [First](first.md) steps, and [more](first.md#more).
- A line about [second](second.md).
- [Why](why/README.md)

## Elsewhere

- [A section](first.md#more)
- [A package](../packages/one/README.md): one.
- [Sources](../src/main.ts)
`,
      'docs/why/README.md': '- [Because](because.md)\n',
    };
    const known = new Map([
      ['docs/first.md', 'first.md'],
      ['docs/second.md', 'second.md'],
      ['docs/why/README.md', 'why/index.md'],
      ['docs/why/because.md', 'why/because.md'],
      ['packages/one/README.md', 'packages/one.md'],
    ]);
    expect(groupsOf('docs/README.md', (path: string) => texts[path] ?? '', known)).toEqual([
      {
        text: 'Start',
        collapsed: false,
        items: [
          { text: 'First', link: '/first' },
          {
            text: 'Why',
            link: '/why/',
            collapsed: true,
            items: [{ text: 'Because', link: '/why/because' }],
          },
        ],
      },
      { text: 'Elsewhere', collapsed: false, items: [{ text: 'A package', link: '/packages/one' }] },
    ]);
  });
});

describe('a page', () => {
  const render = (path: string, text: string, sources = new Map<string, string>()): string =>
    renderDocument(path, text, pages, sources);

  test.each([
    ['README.md', '[rules](docs/rules.md#tor)', '[rules](./rules.md#tor)'],
    ['docs/rules.md', '[here](#tor)', '[here](#tor)'],
    ['docs/rules.md', '[the README](../README.md)', '[the README](./index.md)'],
    ['docs/rules.md', '[koa](../packages/koa/README.md#options)', '[koa](./packages/koa.md#options)'],
    ['packages/koa/README.md', '`@fingerprint-guard/core/docs/rules.md#tor`', '[Rules](../rules.md#tor)'],
    ['packages/core/README.md', '[rules](docs/rules.md)', '[rules](../rules.md)'],
    [
      'docs/rules.md',
      '[elsewhere](https://example.com/docs/rules.md)',
      '[elsewhere](https://example.com/docs/rules.md)',
    ],
    ['docs/rules.md', '```ts\n[rules](../README.md)\n```', '```ts\n[rules](../README.md)\n```'],
    [
      'README.md',
      '<img src="docs/pictures/flow.svg" width="9">',
      '<img src="./pictures/flow.svg" width="9">',
    ],
    [
      'README.md',
      '<picture><source media="(prefers-color-scheme: dark)" srcset="docs/pictures/a.png"><img src="docs/pictures/b.png" alt=""></picture>',
      '<img class="only-light" src="./pictures/b.png" alt=""><img class="only-dark" src="./pictures/a.png" alt="">',
    ],
  ])('of %s has %s as %s', (path, text, expected) => {
    expect(render(path, text)).toBe(expected);
  });

  test('links to a source, which becomes a page', () => {
    const sources = new Map<string, string>();
    expect(render('docs/rules.md', '[proof](../test/site.test.ts)', sources)).toBe(
      '[proof](./source/test/site.test.ts.md)',
    );
    expect([...sources]).toEqual([['test/site.test.ts', 'source/test/site.test.ts.md']]);
  });

  test('is made of every document, and of the sources that they link to', () => {
    const rendered: Map<string, string> = renderPages();
    const places = documents.map(({ path }) => pages.get(path));
    expect([...rendered.keys()]).toEqual(
      expect.arrayContaining(places.filter((place) => place !== undefined)),
    );
    expect(rendered.get('source/packages/testing/src/behaviours/concurrency.ts.md')).toContain(
      '````ts\nimport',
    );
  });
});

describe('dead links', () => {
  let folder: string;
  afterEach(() => rmSync(folder, { recursive: true }));

  function deadLinks(files: Record<string, string>, base = '/') {
    folder = mkdtempSync(join(tmpdir(), 'site-'));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return findDeadLinks(folder, base);
  }

  test('are those to pages, sections and files that are not there', () => {
    const dead = deadLinks({
      'index.html': '<a href="./rules.html">x</a> <a href="/why/gone">y</a> <img src="gone.png">',
      'rules.html': '<h2 id="tor"></h2> <a href="#vpn"></a>',
      'why/index.html': '<a href="../rules.html#tor"></a> <a href="../rules.html#gone"></a>',
    });
    expect(dead.sort()).toEqual([
      'index.html: /why/gone leads nowhere',
      'index.html: gone.png leads nowhere',
      'rules.html: #vpn leads to no section',
      'why/index.html: ../rules.html#gone leads to no section',
    ]);
  });

  test('are none of those that lead somewhere, or outside', () => {
    const links = [
      './rules.html',
      '#here',
      '/guard/rules#tor',
      '/guard/why/',
      'https://x.example/#y',
      '//y.example',
      'data:,',
    ];
    const dead = deadLinks(
      {
        'index.html': `<h2 id="here"></h2>${links.map((link) => `<a href="${link}"></a>`).join('')}`,
        'rules.html': '<h2 id="tor"></h2>',
        'why/index.html': '',
      },
      '/guard/',
    );
    expect(dead).toEqual([]);
  });
});

test('the search finds a code as a whole, and by its parts', () => {
  expect(wordsOf('`ERR_FP_TIMEOUT`: the deadline, “500 ms”')).toEqual([
    'ERR_FP_TIMEOUT',
    'ERR',
    'FP',
    'TIMEOUT',
    'the',
    'deadline',
    '500',
    'ms',
  ]);
});

test('the search gives a document before the API reference', () => {
  expect(weightOf('/guard/policies.html#login')).toBeGreaterThan(weightOf('/guard/api/core/#interfaces'));
});
