// One instance of an application: it takes deliveries of the same events as others do, and prints what it answered.
import { createHmac } from 'node:crypto';
import { createFingerprintGuard } from '@fingerprint-guard/core';
import { createRedisEventCache } from '@fingerprint-guard/redis';
import { Redis } from 'ioredis';

const { redisUrl, prefix, deliveries } = JSON.parse(process.argv[2]);
const client = new Redis(redisUrl);
const guard = createFingerprintGuard({
  apiKey: 'one-account',
  logger: false,
  cache: createRedisEventCache({ client, prefix, timeoutMs: 5000 }),
});
const secrets = 'secret';
const receive = guard.createWebhookReceiver({ secrets });
await client.ping();

console.log('ready');
await new Promise((resolve) => process.stdin.once('data', resolve));

const outcomes = await Promise.all(
  deliveries.map(async (event) => {
    const body = JSON.stringify(event);
    const signature = `v1=${createHmac('sha256', secrets).update(body).digest('hex')}`;
    return (await receive({ body, signature })).outcome;
  }),
);
console.log(`result ${JSON.stringify(outcomes)}`);
process.exit();
