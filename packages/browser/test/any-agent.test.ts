import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AgentSource } from '../src/index.js';
import { never } from './agents.js';
import { freshPage } from './fresh-page.js';
import { NEW_EVENT, startRecorder } from './recorder.js';

/** What an agent does when it is asked. */
const turn = fc.oneof(
  fc.record({ kind: fc.constantFrom('fails', 'throws', 'hangs', 'is late') }),
  fc.record({ kind: fc.constant('gives anything'), value: fc.anything() }),
  fc.record({
    kind: fc.constant('gives a result'),
    value: fc.record(
      {
        event_id: fc.constantFrom('a', 'b', 'c', 'd'),
        requestId: fc.constantFrom('a', 'e', 'f'),
        sealedResult: fc.constantFrom(null, 'noXc7', '\n'),
        cache_hit: fc.boolean(),
        cacheHit: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
  }),
);
type Turn = { kind: string; value?: unknown };

function play({ kind, value }: Turn): unknown {
  if (kind === 'fails') return Promise.reject(new Error('network_connection'));
  if (kind === 'throws') throw new Error('csp_block');
  if (kind === 'hangs') return never();
  if (kind === 'is late') return new Promise((resolve) => setTimeout(resolve, 15, { event_id: 'late' }));
  return value;
}

test('whatever the agent does, each request is sent once, or twice if a retry is allowed, and no ID twice', async () => {
  let mayRetry: boolean[] = [];
  const { url, arrivals } = await startRecorder(() => (mayRetry.shift() ? NEW_EVENT : { status: 200 }));
  await fc.assert(
    fc.asyncProperty(
      fc.array(turn, { maxLength: 8 }),
      fc.array(fc.boolean(), { maxLength: 6 }),
      fc.integer({ min: 1, max: 3 }),
      fc.constantFrom('header', 'body'),
      async (turns: Turn[], refusals, count, place) => {
        arrivals.length = 0;
        mayRetry = [...refusals];
        const left = [...turns];
        const agent = (() => play(left.shift() ?? { kind: 'hangs' })) as AgentSource;
        const { createFingerprintFetch } = await freshPage();
        const send = createFingerprintFetch({ agent, timeoutMs: 5, place: place as 'header' });
        const sendOne = (index: number) =>
          send(`${url}/${index}`, {
            method: 'POST',
            body: '{}',
            headers: { 'content-type': 'application/json' },
          });
        const answers = await Promise.all(Array.from({ length: count }, (_, index) => sendOne(index)));

        const ids = arrivals.map(({ id, body }) => id ?? JSON.parse(`${body}`).eventId);
        const sent = ids.filter((id) => id !== undefined);
        expect(new Set(sent).size).toBe(sent.length);
        for (const index of answers.keys()) {
          const tries = arrivals.filter(({ path }) => path.endsWith(`/${index}`));
          expect([1, 2]).toContain(tries.length);
          if (tries.length === 2) expect(ids[arrivals.indexOf(tries[1] as never)]).toBeDefined();
        }
        const retried = arrivals.length - count;
        expect(retried).toBeLessThanOrEqual(refusals.filter(Boolean).length);
      },
    ),
    { numRuns: 60 },
  );
});
