import type { GeoLocation } from '@fingerprint-guard/core';
import { test } from '@jest/globals';
import { ADDRESSES } from '../../packages/core/test/location/addresses.table.js';
import type { Known } from '../../packages/core/test/support/addresses.js';
import { expectSection } from './section.js';

const doc = new URL('../../docs/address-cases.md', import.meta.url);

const place = ({ countryCode, latitude, longitude, accuracyRadiusKm }: GeoLocation) =>
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

test('docs/address-cases.md has the cases that are tested; `npm run update` rewrites them', () => {
  expectSection(doc, 'cases', table());
});
