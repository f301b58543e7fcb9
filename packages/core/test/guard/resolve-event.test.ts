import { expect, test } from '@jest/globals';
import { createResolveEvent } from '../../src/guard/resolve-event.js';
import { FingerprintError } from '../../src/index.js';
import { OpeningRecord } from '../../src/sealed/opening-record.js';
import { clock } from '../support/clock.js';
import { lookupRequest } from '../support/lookup-request.js';

const unsealing = (thrown: Error) =>
  createResolveEvent({
    unseal: () => Promise.reject(thrown),
    openings: new OpeningRecord(() => {}, clock),
    lookup: undefined,
    warn: () => {},
  })({ kind: 'sealed', sealed: 'x' }, lookupRequest());

test('a sealed result that cannot be opened is unreadable; a programming error is one', async () => {
  const error = new FingerprintError('ERR_FP_SEALED', 'no key opens it');
  expect(await unsealing(error)).toMatchObject({
    reference: { kind: 'unreadable' },
    lookup: { outcome: 'skipped', error },
  });
  const mistake = new TypeError('x is not a function');
  await expect(unsealing(mistake)).rejects.toBe(mistake);
});
