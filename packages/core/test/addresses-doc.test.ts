import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { Location } from '../src/index.js';
import { ADDRESSES } from './addresses.table.js';
import type { Known } from './support/addresses.js';

const doc = new URL('../../../docs/addresses.md', import.meta.url);

const place = ({ countryCode, latitude, longitude, accuracyRadiusKm }: Location) =>
  [
    countryCode,
    latitude === undefined ? undefined : `${latitude} ${longitude}`,
    accuracyRadiusKm === undefined ? undefined : `±${accuracyRadiusKm} km`,
  ]
    .filter((part) => part !== undefined)
    .join(' ');

const known = ({ address, network, at }: Known) =>
  [address, network && `in ${network}`, at && `(${place(at)})`].filter(Boolean).join(' ');

/** The table of addresses, from the cases that are tested. */
function table(): string {
  const rows = ADDRESSES.map(({ what, client = '–', v4, v6, geo, ipMatch = '–', elsewhere = '–' }) => {
    const event = [v4, v6].filter((side) => side !== undefined).map(known);
    const cells = [what, client, event.join('; ') || '–', geo ? place(geo) : '–', ipMatch, elsewhere];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| case | client | the event | `geo` of the client | `ipMatch` | `ipLocationMismatch` |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** A table's cells, however it is aligned. */
const cellsOf = (text: string) =>
  text.split('\n').map((row) => row.split('|').map((cell) => cell.trim().replace(/^-+$/, '-')));

test('docs/addresses.md has the cases that are tested; UPDATE_DOCS=1 writes them anew', () => {
  const section = /(<!-- cases -->\n).*?(\n?<!-- \/cases -->)/s;
  const text = readFileSync(doc, 'utf8');
  if (process.env.UPDATE_DOCS) writeFileSync(doc, text.replace(section, `$1\n${table()}\n\n<!-- /cases -->`));
  const written = section.exec(readFileSync(doc, 'utf8'))?.[0] ?? '';
  expect(cellsOf(written.replace(/<!--.*?-->/g, '').trim())).toEqual(cellsOf(table()));
});
