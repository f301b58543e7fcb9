import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import { expectSameText } from './section.js';

const written = `| rule  | matches if |
| ----- | ---------- |
| \`tor\` | Tor        |

It is a paragraph that
a formatter broke.

- an item
`;

const differenceOf = (one: string, other: string): string => {
  try {
    expectSameText('docs/rules.md', one, other);
    return 'none';
  } catch (error) {
    return stripVTControlCharacters((error as Error).message);
  }
};

test('how a table is aligned and a paragraph is broken makes no difference', () => {
  const plain =
    '| rule | matches if |\n| --- | --- |\n| `tor` | Tor |\n\nIt is a paragraph that a\nformatter broke.\n- an item';
  expect(differenceOf(written, plain)).toBe('none');
});

test('what differs is shown line by line, after the command that rewrites it', () => {
  const difference = differenceOf(
    written,
    written.replace('Tor  ', 'Tor or a proxy').replace('an item', 'another item'),
  );
  expect(difference).toContain('docs/rules.md is not what the code says. `npm run update` rewrites it.');
  const changed = difference.split('\n').filter((line) => /^[+-] (?!Expected|Received)/.test(line));
  expect(changed).toEqual([
    '- | `tor` | Tor or a proxy |',
    '+ | `tor` | Tor |',
    '- - another item',
    '+ - an item',
  ]);
});
