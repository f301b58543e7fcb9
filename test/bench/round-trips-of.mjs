// One subject's waits, in round trips.

import { FingerprintServerApiClient, Region } from '@fingerprint/node-sdk';
import { createFingerprintGuard } from '@fingerprint-guard/core';
import { spread } from './measure.mjs';
import { fetchAt, nextId } from './subjects.mjs';

const [subject, port, roundTripMs, quietS] = process.argv.slice(2);
const base = `https://localhost:${port}`;
const guard = createFingerprintGuard({ apiKey: 'bench', baseUrl: base, logger: false, deadlineMs: 5000 });
const sdk = new FingerprintServerApiClient({ apiKey: 'bench', region: Region.Global, fetch: fetchAt(base) });

const ask = subject.startsWith('guard')
  ? async () => {
      const request = { method: 'POST', url: '/login', headers: {}, body: { eventId: nextId() } };
      const { signals } = await guard.check(request);
      if (signals.lookup !== 'found') throw new Error(`not found: ${signals.lookupCause}`);
    }
  : () => sdk.getEvent(nextId());

async function waited() {
  const start = performance.now();
  await ask();
  return (performance.now() - start) / roundTripMs;
}

const measured = {};
if (subject.endsWith('warmed up')) await guard.warmUp();
measured['first check'] = await waited();
measured['second check'] = await waited();
const burst = spread(await Promise.all(Array.from({ length: 20 }, waited)));
measured['burst of 20, median'] = burst.median;
measured['burst of 20, slowest'] = burst.max;
for (const seconds of quietS.split(',')) {
  await new Promise((passed) => setTimeout(passed, seconds * 1000));
  measured[`after ${seconds} s`] = await waited();
}
process.send(measured);
process.disconnect();
await guard.close();
