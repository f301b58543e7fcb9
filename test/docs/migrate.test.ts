import { readFileSync } from 'node:fs';
import { FingerprintServerApiClient } from '@fingerprint/node-sdk';
import {
  type FingerprintGuard,
  type FingerprintGuardOptions,
  problemResponse,
} from '@fingerprint-guard/core';
import { type Emulator, startEmulator } from '@fingerprint-guard/emulator';
import { FingerprintJsServerApiClient } from '@fingerprintjs/fingerprintjs-pro-server-api';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Request } from 'express';
import { createGuard } from '../migrate/create-guard.js';
import { isTrusted } from '../migrate/is-trusted.js';
import { type Outcome, SITUATIONS, type Situation } from '../migrate/situations.js';
import { verifyEvent } from '../migrate/verify-event.js';
import { expectSection } from './section.js';

const document = new URL('../../docs/migrate.md', import.meta.url);

const PROXY = '10.0.0.7';
/** Where an honest visitor of the emulator is. */
const HOME = '203.0.113.24';

let emulator: Emulator;
const guards: FingerprintGuard[] = [];
/** Functions that still wait for the API, and end with it. */
const waiting: Promise<Outcome>[] = [];

beforeAll(async () => {
  emulator = await startEmulator();
  jest.spyOn(console, 'error').mockReturnValue();
});
afterAll(async () => {
  await Promise.all(guards.map((guard) => guard.close()));
  await emulator.close();
  await Promise.all(waiting);
  jest.restoreAllMocks();
});

/** A login as it arrives. */
interface Login {
  requestId: string | undefined;
  forwardedFor: string;
}

type Subject = (login: Login) => Promise<Outcome>;

/** Asks the emulator in place of the vendor. */
const toEmulator: typeof fetch = (input, init) => {
  const { pathname, search } = new URL(input instanceof Request ? input.url : input);
  return fetch(`${emulator.url}${pathname}${search}`, input instanceof Request ? input : init);
};

const outcome = (isLetIn: boolean): Outcome => (isLetIn ? 'let in' : 'blocked');

function generated(): Subject {
  const client = new FingerprintServerApiClient({ apiKey: emulator.secretApiKey, fetch: toEmulator });
  return async ({ requestId }) => outcome((await verifyEvent(client, requestId as string)).ok);
}

function byHand(): Subject {
  const client = new FingerprintJsServerApiClient({ apiKey: emulator.secretApiKey, fetch: toEmulator });
  return async ({ requestId, forwardedFor }) => {
    const headers = { 'x-forwarded-for': forwardedFor };
    return outcome(
      await isTrusted(client, { body: { requestId }, headers, ip: PROXY } as unknown as Request),
    );
  };
}

function guarded(account: FingerprintGuardOptions): Subject {
  const { secretApiKey: apiKey, url: baseUrl } = emulator;
  const guard = createGuard({ apiKey, baseUrl, logger: false, ...account });
  guards.push(guard);
  return async ({ requestId, forwardedFor }) => {
    const request = {
      method: 'POST',
      url: '/login',
      headers: { 'x-forwarded-for': forwardedFor },
      body: { requestId },
      ip: PROXY,
    };
    const check = () => guard.check(request, undefined, { native: { customerId: 'customer-7' } });
    let decision = await check();
    // The machine had no time for this process, which is not the situation.
    while (decision.error?.code === 'ERR_FP_OVERLOADED') decision = await check();
    if (!decision.blocked) return 'let in';
    if (problemResponse(decision).status === 503) return 'try again';
    return decision.action === 'challenge' ? 'one more step' : 'blocked';
  };
}

/** Plays a situation for one of those that judge. */
async function play(situation: Situation, judge: Subject, rival?: Subject): Promise<Outcome> {
  const { scenario = 'honest', event, id, from = HOME, forged, fault, deleted, twice } = situation;
  emulator.clearFaults();
  const created = await emulator.createEvent(scenario, {
    url: 'https://shop.example/login',
    environment_id: 'ae_47abaca3db2c7c43',
    linked_id: 'customer-7',
    ...event,
  });
  if (deleted) {
    const headers = { authorization: `Bearer ${emulator.secretApiKey}` };
    const answer = await fetch(`${emulator.url}/v4/visitors/${created.visitorId}`, {
      method: 'DELETE',
      headers,
    });
    expect(answer.status).toBe(200);
  }
  if (fault) emulator.setFault(fault);
  const requestId = id === undefined ? created.eventId : (id ?? undefined);
  const login = { requestId, forwardedFor: forged ? `${forged}, ${from}` : from };
  const first = judge(login);
  if (rival) waiting.push(first);
  // Whoever is still waiting when a guard has answered waits for good.
  if (rival) return Promise.race([first, rival(login).then((): Outcome => 'waits')]);
  if (!twice) return first;
  if (twice === 'in turn') await first;
  const both = await Promise.all([first, judge(login)]);
  return both.filter((one) => one === 'let in').length === 2 ? '2 of 2 let in' : '1 of 2 let in';
}

/** What the guard, over both generations of the API, and the two others make of a situation. */
async function judgeAll(situation: Situation) {
  const hangs = situation.fault?.kind === 'delay';
  const settings = hangs ? { deadlineMs: 300 } : situation.deleted ? { lag: { retryForMs: 50 } } : {};
  const rival = hangs ? guarded(settings) : undefined;
  return {
    v4: await play(situation, guarded(settings)),
    v3: await play(situation, guarded({ ...settings, apiVersion: 'v3' })),
    generated: await play(situation, generated(), rival),
    byHand: await play(situation, byHand(), rival),
  };
}

const judged = new Map<Situation, ReturnType<typeof judgeAll>>();
/** Each is judged once, for its own test and for the table. */
function judgedOnce(situation: Situation) {
  const known = judged.get(situation) ?? judgeAll(situation);
  judged.set(situation, known);
  return known;
}

describe.each(SITUATIONS)('$title', (situation) => {
  const { right, isEasy } = situation;

  test('is judged correctly by the guard over v4 and over v3, with one policy', async () => {
    const { v4, v3 } = await judgedOnce(situation);
    expect(right).toContain(v4);
    expect(v3).toBe(v4);
  });

  test(isEasy ? 'is judged correctly by all' : 'is judged wrongly by one of the others', async () => {
    const { generated, byHand } = await judgedOnce(situation);
    const wrong = [generated, byHand].filter((outcome) => !right.includes(outcome));
    expect(wrong.length > 0).toBe(!isEasy);
  });
});

test('docs/migrate.md says what each makes of every situation; `npm run update` rewrites it', async () => {
  const rows: string[] = [];
  for (const situation of SITUATIONS) {
    const { v4, generated, byHand } = await judgedOnce(situation);
    const cell = (outcome: Outcome) => (situation.right.includes(outcome) ? outcome : `**${outcome}**`);
    rows.push(`| ${situation.title} | ${cell(generated)} | ${cell(byHand)} | ${cell(v4)} |`);
  }
  const head = '| a login | `verifyEvent` | `isTrusted` | the guard |\n| --- | --- | --- | --- |';
  expectSection(document, 'situations', [head, ...rows].join('\n'));
});

test.each(['verify-event', 'is-trusted', 'create-guard'])(
  'docs/migrate.md shows %s as it is run; `npm run update` rewrites it',
  (name) => {
    const code = readFileSync(new URL(`../migrate/${name}.ts`, import.meta.url), 'utf8');
    expectSection(document, name, `\`\`\`ts\n${code}\`\`\``);
  },
);
