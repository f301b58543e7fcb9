import { defineConfig } from 'vitepress';
import { anchorOf } from '../anchors.mjs';
import { base, reference } from '../places.mjs';
import { readReference, readSidebar } from '../sidebar.mjs';
import { weightOf, wordsOf } from '../words.mjs';

const ICON =
  "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'><path fill='%234063d8' d='M12 1 3 5v6c0 6 4 10 9 12 5-2 9-6 9-12V5z'/><path fill='none' stroke='white' stroke-width='2.4' d='m8 12 3 3 5-6'/></svg>";

export default defineConfig({
  title: 'Fingerprint Guard',
  description: 'Fraud checks for Node.js backends that use Fingerprint',
  base,
  head: [['link', { rel: 'icon', href: ICON }]],
  srcDir: '.build/pages',
  outDir: '.build/site',
  cacheDir: '.build/cache',
  // All links are checked in what is built, with their anchors.
  ignoreDeadLinks: true,
  markdown: {
    anchor: { slugify: anchorOf },
    theme: { light: 'github-light', dark: 'github-dark' },
  },
  themeConfig: {
    sidebar: { [reference]: readReference(), '/': readSidebar() },
    outline: [2, 3],
    search: {
      provider: 'local',
      options: { miniSearch: { options: { tokenize: wordsOf }, searchOptions: { boostDocument: weightOf } } },
    },
    nav: [
      { text: 'Documents', link: '/documents' },
      { text: 'API reference', link: reference },
    ],
  },
});
