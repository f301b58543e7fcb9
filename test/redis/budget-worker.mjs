// One instance of an application: it runs the requested checks, and reports their outcome.
import { createFingerprintGuard } from '@fingerprint-guard/core';
import { createRedisBudget, createRedisReplayStore } from '@fingerprint-guard/redis';
import { Redis } from 'ioredis';

const { redisUrl, baseUrl } = JSON.parse(process.argv[2]);
/** The budget's time bound, unless a test sets it. */
const TIMEOUT_MS = 50;
/** By so much more a budget may wait before it shows that this process was busy itself. */
const LEEWAY_MS = 10;

let client;
let guard;
/** Turns that this process may have taken by itself, as Redis, or the machine, was too slow. */
let unsure = 0;
/** Clients' IDs, and pauses, that Redis knows of. */
let learnt = 0;
let wakeUp = () => {};

/** Whoever waits for Redis waits no longer: this attempt shows nothing. */
function doubt() {
  unsure++;
  wakeUp();
}

/** Waits for the budget; its failure shows nothing. */
async function surely(answer) {
  try {
    return await answer;
  } catch (error) {
    doubt();
    throw error;
  }
}

const orders = {
  start: async () => {},
  async open({ apiKey, perSecond, burst, timeoutMs = TIMEOUT_MS, redisPort, claims, rules }) {
    client?.disconnect();
    client = redisPort === undefined ? new Redis(redisUrl) : new Redis(redisPort);
    client.on('error', () => undefined);
    const budget = createRedisBudget({ client, perSecond, burst, timeoutMs });
    unsure = 0;
    learnt = 0;
    guard = createFingerprintGuard({
      apiKey,
      baseUrl,
      lag: { retryForMs: 0 },
      deadlineMs: 20_000,
      logger: { warn: doubt },
      policy: { rules: { 'ip-mismatch': 'off', ...rules } },
      replayStore: claims && createRedisReplayStore({ client, ...claims }),
      budget: {
        share: budget.share,
        async take(request) {
          const started = performance.now();
          try {
            return await surely(budget.take(request));
          } finally {
            if (performance.now() - started > timeoutMs + LEEWAY_MS) doubt();
          }
        },
        async learn(report) {
          await surely(budget.learn(report));
          if (report.limited) learnt++;
          for (const { known, unknown } of report.clients) learnt += known + unknown;
          wakeUp();
        },
      },
    });
    await client.ping();
  },
  async check({ ids, ip }) {
    const started = performance.now();
    const decisions = await Promise.all(
      ids.map((eventId) =>
        guard.check({ method: 'POST', url: '/login', headers: {}, body: { eventId }, ip }),
      ),
    );
    return {
      rules: decisions.map(({ reasons, signals }) => reasons[0]?.rule ?? signals.lookup),
      passed: ids.filter((_id, index) => !decisions[index].blocked),
      failedOpen: decisions.filter(({ failedOpen }) => failedOpen).length,
      tookMs: performance.now() - started,
    };
  },
  /** Waits until Redis knows of so many, or is too slow to show it. */
  async learnt({ count }) {
    while (learnt < count && unsure === 0)
      await new Promise((resolve) => {
        wakeUp = resolve;
      });
  },
  unsure: async () => unsure,
};

process.on('message', async ({ order, number, ...told }) => {
  try {
    process.send({ number, result: await orders[order](told) });
  } catch (error) {
    process.send({ number, error: String(error) });
  }
});
