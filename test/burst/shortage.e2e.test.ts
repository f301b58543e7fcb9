import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type Child, startChild } from '../support/child.js';

/*
 * Clients use up what a process has few of: threads, connections to the API, connections to the store. Plain HTTP against a
 * process of its own.
 */

const DEADLINE_MS = 1000;
/** Four threads hash for longer than a lookup may take: each of these takes one of them 200 ms. */
const HASHES = 12;
const HASHING_DEADLINE_MS = 500;
const FLOOD = 100;

/** An ID that nobody was given, and that is too old to be waited for. */
const forgedId = () => `${Date.now() - 5000}.${randomBytes(4).toString('hex')}`;

const children: Child[] = [];
let api: { url: string; secretApiKey: string };
beforeAll(async () => {
  const cli = startChild(
    process.execPath,
    ['packages/emulator/dist/esm/cli.js', '--port', '0', '--json'],
    {},
  );
  children.push(cli);
  await cli.printed('}');
  api = JSON.parse(cli.output().split('\n')[0] ?? '');
});
afterEach(async () => {
  await speedUp();
  // The emulator was started first, and stays.
  await Promise.all(children.splice(1).map((child) => child.end()));
});
afterAll(() => children[0]?.end());

async function start(env: Record<string, string>): Promise<string> {
  const child = startChild(process.execPath, ['test/burst/shortage-server.mjs'], {
    API_URL: api.url.replace('127.0.0.1', 'localhost'),
    API_KEY: api.secretApiKey,
    DEADLINE_MS: String(DEADLINE_MS),
    ...env,
  });
  children.push(child);
  await child.printed('LISTENING');
  return /LISTENING (\S+)/.exec(child.output())?.[1] ?? '';
}

interface Answer {
  status: number;
  retryAfter: string | undefined;
}

const post = (url: string, headers: Record<string, string> = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers, agent: false }, (response) => {
      response.resume().on('end', () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, retryAfter: headers['retry-after'] });
      });
    });
    sent.on('error', reject);
    sent.end();
  });
const login = (url: string, eventId: string) => post(`${url}/login`, { 'x-fingerprint-event-id': eventId });

async function createEvent(): Promise<string> {
  const overrides = { ip_address: '127.0.0.1' };
  const created = await fetch(`${api.url}/__emulator/events`, {
    method: 'POST',
    body: JSON.stringify({ overrides }),
  });
  return ((await created.json()) as { eventId: string }).eventId;
}

async function slowDown(ms: number): Promise<void> {
  const set = await fetch(`${api.url}/__emulator/faults`, {
    method: 'PUT',
    body: JSON.stringify({ kind: 'delay', ms }),
  });
  expect(set.ok).toBe(true);
}
const speedUp = () => fetch(`${api.url}/__emulator/faults`, { method: 'DELETE' });

const passed = (answers: readonly Answer[]) => answers.filter(({ status }) => status < 300);
const flood = (url: string, size: number, id: () => string | Promise<string> = forgedId) =>
  Promise.all(Array.from({ length: size }, async () => login(url, await id())));

/** An honest page identifies anew and comes again while it is told to. */
async function honestLogin(url: string): Promise<number> {
  let answer: Answer;
  do answer = await login(url, await createEvent());
  while (answer.status === 503 && answer.retryAfter !== undefined);
  return answer.status;
}

/** Keeps all threads hashing; `ended` resolves when they are free again. */
async function startHashing(url: string): Promise<{ ended: Promise<unknown> }> {
  const ended = Promise.all(Array.from({ length: HASHES }, () => post(`${url}/hash`)));
  const hashing = async () => (await (await fetch(`${url}/hashing`)).json()) as number;
  while ((await hashing()) < HASHES / 2);
  return { ended };
}

describe.each(['own', 'agent', 'fetch'])('over %s connections', (means) => {
  test('no forged ID passes while every thread hashes, and an honest visitor comes through', async () => {
    const url = await start({ MEANS: means, DEADLINE_MS: String(HASHING_DEADLINE_MS) });
    const { ended } = await startHashing(url);
    expect(passed(await flood(url, FLOOD))).toEqual([]);
    expect(await honestLogin(url)).toBeLessThan(300);
    await ended;
  });

  test('no forged ID passes while they queue for a connection, nor opens the breaker', async () => {
    const url = await start({ MEANS: means });
    await slowDown(60);
    for (let wave = 0; wave < 3; wave++) expect(passed(await flood(url, FLOOD))).toEqual([]);
    await speedUp();
    expect(await honestLogin(url)).toBeLessThan(300);
    expect((await login(url, forgedId())).status).toBe(403);
  });
});

test('of real events that queue for a narrow store, none is used twice', async () => {
  const url = await start({ STORE_CONNECTIONS: '1' });
  const ids = await Promise.all(Array.from({ length: FLOOD }, createEvent));
  const uses = [];
  for (let wave = 0; wave < 4; wave++)
    uses.push(...(await Promise.all(ids.map(async (id) => ({ id, ...(await login(url, id)) })))));
  const usedIds = uses.filter(({ status }) => status < 300).map(({ id }) => id);
  expect(new Set(usedIds).size).toBe(usedIds.length);
  expect(usedIds.length).toBeGreaterThan(0);
  const stopped = uses.filter(({ status }) => status === 503);
  expect(stopped.filter(({ retryAfter }) => retryAfter === undefined)).toEqual([]);
  expect(await honestLogin(url)).toBeLessThan(300);
});
