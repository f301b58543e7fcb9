// One instance of an application: it checks every ID that it receives, many at once, and prints those that it let in.
import { createFingerprintGuard } from '@fingerprint-guard/core';
import { createRedisReplayStore } from '@fingerprint-guard/redis';
import { Redis } from 'ioredis';
import { createClient } from 'redis';

const { kind, redisUrl, prefix, apiKey, baseUrl, ids, atOnce } = JSON.parse(process.argv[2]);
const client = kind === 'ioredis' ? new Redis(redisUrl) : await createClient({ url: redisUrl }).connect();
const guard = createFingerprintGuard({
  apiKey,
  baseUrl,
  logger: false,
  replayStore: createRedisReplayStore({ client, prefix }),
  // A busy machine may hold an answer back: such a check must show, and let nothing in.
  policy: { rules: { 'replay-store-unavailable': 'deny' } },
});

/** True if the claim may have been made although its answer was not read in time: Redis was too slow, or this process. */
const isUnsure = ({ signals, error }) =>
  signals.replayStore === 'unavailable' || error?.code === 'ERR_FP_OVERLOADED';

console.log('ready');
await new Promise((resolve) => process.stdin.once('data', resolve));

const letIn = {};
const unsure = [];
for (const eventId of ids) {
  const request = { method: 'POST', url: '/login', headers: {}, body: { eventId } };
  const decisions = await Promise.all(Array.from({ length: atOnce }, () => guard.check(request)));
  letIn[eventId] = decisions.filter(({ blocked }) => !blocked).length;
  if (decisions.some(isUnsure)) unsure.push(eventId);
}
console.log(`result ${JSON.stringify({ letIn, unsure })}`);
process.exit();
