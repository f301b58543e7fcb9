import type { Agent as AgentV4, GetResult as ResultV4, start } from '@fingerprint/agent';
import type { Agent as AgentV3, load } from '@fingerprintjs/fingerprintjs-pro';
import { FpjsClient } from '@fingerprintjs/fingerprintjs-pro-spa';
import { beforeEach, expect, test } from '@jest/globals';
import type { AgentSource } from '../src/index.js';
import { freshPage } from './fresh-page.js';
import { startRecorder } from './recorder.js';

let createFingerprintFetch: typeof import('../src/index.js').createFingerprintFetch;
beforeEach(async () => {
  ({ createFingerprintFetch } = await freshPage());
});

/** Every form of the vendor's agents that the documents name: this file compiles as long as each is taken. */
type Accepted<Source extends AgentSource> = Source;
export type Forms = [
  Accepted<AgentV4>,
  Accepted<AgentV3>,
  Accepted<ReturnType<typeof start>>,
  Accepted<ReturnType<typeof load>>,
  Accepted<() => Promise<ResultV4>>,
  Accepted<(options: { timeout?: number }) => ReturnType<AgentV3['get']>>,
];

/** The vendor's wrapper for pages, which keeps results for an hour by default, over an agent. */
async function wrapper() {
  let count = 0;
  const get = async () => {
    count += 1;
    const confidence = { score: 1 };
    return { requestId: `event-${count}`, visitorId: 'v', visitorFound: true, confidence };
  };
  const agent = { get, collect: async () => '' } as AgentV3;
  const client = new FpjsClient({
    loadOptions: { apiKey: 'public' },
    cacheLocation: 'memory' as never,
    customAgent: { load: async () => agent },
  });
  await client.init();
  return client;
}

test.each([true, false])('the IDs of the wrapper for pages are new, ignoreCache: %s', async (ignoreCache) => {
  const { url, arrivals } = await startRecorder();
  const client = await wrapper();
  await client.getVisitorData();
  const agent = () => client.getVisitorData({}, ignoreCache);
  const send = createFingerprintFetch({ agent, ...(!ignoreCache && { timeoutMs: 50 }) });
  await send(url);
  await send(url);
  const sent = arrivals.map(({ id }) => id);
  expect(sent).toEqual(ignoreCache ? ['event-2', 'event-3'] : [undefined, undefined]);
});

test.each([2, 5])('%i at once, whom the wrapper gives one result, have one each', async (count) => {
  const { url, arrivals } = await startRecorder();
  const client = await wrapper();
  const send = createFingerprintFetch({ agent: () => client.getVisitorData({}, true) });
  await Promise.all(Array.from({ length: count }, () => send(url)));
  const sent = arrivals.map(({ id }) => id).sort();
  expect(sent).toEqual(Array.from({ length: count }, (_, index) => `event-${index + 1}`));
});
