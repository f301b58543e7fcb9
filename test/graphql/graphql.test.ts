import type { FingerprintGuardOptions } from '@fingerprint-guard/core';
import { describe, expect, test } from '@jest/globals';
import { eachTest } from '../support/shop.js';
import { servers } from './servers.js';

const shop = eachTest();

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions?: Record<string, unknown> }[];
}

const repeat = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));

const codesIn = ({ errors = [] }: Answer) => errors.map(({ extensions }) => extensions?.code);

describe.each(servers)('$name', ({ name, listen }) => {
  const isYoga = name.startsWith('Yoga');
  // They take a second, and are the same code everywhere.
  const count = name === servers[0]?.name ? 1000 : 50;

  async function open(options: Partial<FingerprintGuardOptions> = {}) {
    const ran: string[] = [];
    const guard = shop.guard({ policies: { login: { rules: { incognito: 'challenge' } } }, ...options });
    const { url, close } = await listen(guard, ran);
    shop.endings.push(close);
    const fetchJson = async (query: string, init: RequestInit): Promise<Answer & Answer[]> => {
      const response = await fetch(`${url}/graphql${query}`, init);
      return response.json() as Promise<Answer & Answer[]>;
    };
    const post = (body: object, headers: Record<string, string> = {}) =>
      fetchJson('', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    return { ran, url, fetchJson, post };
  }

  test('an honest visit gets what it is for, and what nothing guards needs no event', async () => {
    const { post } = await open();
    const visit = await shop.visit();
    expect(await post({ query: '{ hello }' })).toEqual({ data: { hello: 'hello' } });
    expect(await post({ query: 'mutation { note }' })).toEqual({ data: { note: 'noted' } });
    const query = 'query First { hello } mutation Second { login note }';
    const answer = await post({ query, operationName: 'Second' }, visit);
    expect(answer).toEqual({ data: { login: expect.any(String), note: 'noted' } });
    expect(shop.emulator.requests()).toHaveLength(1);
  });

  test('a bot, no event and an event used before are told why, in extensions', async () => {
    const { post, ran } = await open();
    const login = { query: 'mutation { login }' };
    const [bot] = (await post(login, await shop.visit('bad-bot'))).errors ?? [];
    expect(bot).toMatchObject({ message: 'Forbidden', extensions: { code: 'fingerprint_denied' } });
    expect(bot?.extensions?.decisionId).toBe(shop.decisions.at(-1)?.id);
    expect((await post(login)).errors?.[0]?.extensions).toMatchObject({ retry: 'new-event' });
    expect(codesIn(await post(login, await shop.visit('incognito')))).toEqual(['fingerprint_challenge']);
    const visit = await shop.visit();
    expect(codesIn(await post(login, visit))).toEqual([]);
    expect(codesIn(await post(login, visit))).toEqual(['fingerprint_denied']);
    expect(ran).toEqual(['login']);
  });

  test(`one event is one of ${count} aliased passwords`, async () => {
    const { post, ran } = await open();
    const guesses = repeat(count, (n) => `a${n}: login(password: "${n}")`).join(' ');
    const answer = await post({ query: `mutation { ${guesses} pay }` }, await shop.visit());
    expect(codesIn(answer)).toEqual(repeat(count, () => 'fingerprint_denied'));
    expect(ran).toEqual(['login']);
    expect(shop.emulator.requests()).toHaveLength(1);
  });

  test('operations of a batch do not share an event, but queries do', async () => {
    const { post, ran } = await open();
    const batch = ['{ balance }', ...repeat(20, () => 'mutation { login }'), '{ again: balance }'];
    const answers = await post(
      batch.map((query) => ({ query })),
      await shop.visit(),
    );
    expect(answers.flatMap(codesIn)).toEqual(repeat(19, () => 'fingerprint_denied'));
    expect(ran.sort()).toEqual(['balance', 'balance', 'login']);
  });

  test('the event is named in the variables if that is said', async () => {
    const { post, ran } = await open({ eventFrom: { body: 'variables.eventId' } });
    const { eventId } = await shop.emulator.createEvent();
    const query = 'mutation { a: login b: login }';
    expect(codesIn(await post({ query, variables: { eventId } }))).toEqual(['fingerprint_denied']);
    expect(ran).toEqual(['login']);
  });

  test('fields beneath a mutation need an event each', async () => {
    const { post, ran } = await open();
    const query = 'mutation { account { a: rename b: rename } }';
    expect(codesIn(await post({ query }, await shop.visit()))).toEqual(['fingerprint_denied']);
    expect(ran).toEqual(['rename']);
  });

  test('GET asks queries only, and what is guarded needs an event there too', async () => {
    const { fetchJson, ran } = await open();
    const get = (query: string, headers: Record<string, string>) =>
      fetchJson(`?query=${encodeURIComponent(query)}`, {
        headers: { 'content-type': 'application/json', ...headers },
      }).catch(() => undefined);
    const visit = await shop.visit();
    await get('mutation { login }', visit);
    expect(ran).toEqual([]);
    expect(await get('{ hello }', {})).toEqual({ data: { hello: 'hello' } });
    expect(codesIn((await get('{ balance }', {})) ?? {})).toEqual(['fingerprint_denied']);
    expect(await get('{ a: balance b: balance }', visit)).toEqual({
      data: { a: expect.any(String), b: expect.any(String) },
    });
  });

  test('operations of a form with files are held to the same', async () => {
    const { fetchJson, ran } = await open();
    const send = (query: string, headers: Record<string, string>) => {
      const body = new FormData();
      body.set('operations', JSON.stringify({ query }));
      body.set('map', '{}');
      return fetchJson('', { method: 'POST', headers, body }).catch(() => undefined);
    };
    await send('mutation { a: login b: login c: login }', await shop.visit());
    // Apollo takes no forms.
    expect(ran).toEqual(isYoga ? ['login'] : []);
  });

  if (isYoga) {
    test('a subscription that asks for a check is refused', async () => {
      const { url } = await open();
      const answer = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'text/event-stream',
          ...(await shop.visit()),
        },
        body: JSON.stringify({ query: 'subscription { news }' }),
      });
      const events = await answer.text();
      expect(events).toContain('errors');
      expect(events).not.toContain('none');
    });
  } else {
    test('a persisted query that is not known yet leaves the event unused', async () => {
      const { post, ran } = await open();
      const query = 'mutation { a: login b: login }';
      const extensions = { persistedQuery: { version: 1, sha256Hash: await sha256(query) } };
      const visit = await shop.visit();
      expect(codesIn(await post({ extensions }, visit))).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
      expect(codesIn(await post({ query, extensions }, visit))).toEqual(['fingerprint_denied']);
      expect(ran).toEqual(['login']);
      expect(codesIn(await post({ extensions }, await shop.visit()))).toEqual(['fingerprint_denied']);
      expect(ran).toEqual(['login', 'login']);
    });
  }
});

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Buffer.from(digest).toString('hex');
}
