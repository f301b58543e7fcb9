import { createHmac } from 'node:crypto';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createFingerprintGuard } from '../../src/fetch.js';
import { createUnseal as createNodeUnseal } from '../../src/sealed/unseal.js';
import { createUnseal } from '../../src/sealed/unseal-web.js';
import type { WebhookDelivery } from '../../src/webhook/signature.js';
import { verifyWebhook as verifyByNode } from '../../src/webhook/verify.js';
import { verifyWebhook } from '../../src/webhook/verify-web.js';
import { anyCharacter } from '../support/any-character.js';
import { requestFor, useEmulator } from '../support/scene.js';
import { keyOf, seal, sealBytes, sealText } from '../support/seal.js';

const scene = useEmulator();
const KEY = keyOf(1);
const EVENT = { event_id: '1708102555327.NLOjmg', linked_id: 'Zoë 🦊' };
const SEALED = seal(EVENT, KEY);

/** The outcome: a value, or the code and message of an error. */
async function outcome(run: () => unknown): Promise<unknown> {
  try {
    const value = await run();
    return { value: value instanceof Uint8Array ? Buffer.from(value).toString() : value };
  } catch (thrown) {
    const { code, message } = thrown as { code?: string; message: string };
    return { code, message };
  }
}

describe('Web Crypto opens what node:crypto opens, and refuses the rest with the same words', () => {
  const same = async (sealed: unknown, keys: readonly string[] = [keyOf(2), KEY]) => {
    const own = await outcome(() => createUnseal(keys)(sealed as string));
    expect(own).toEqual(await outcome(() => createNodeUnseal(keys)(sealed as string)));
    return own;
  };

  test.each<[string, unknown]>([
    ['an event', SEALED],
    ['a megabyte of JSON', sealText(JSON.stringify(EVENT).padEnd(1024 * 1024), KEY)],
    ['more', sealText(JSON.stringify(EVENT).padEnd(1024 * 1024 + 1), KEY)],
    ['another key', seal(EVENT, keyOf(3))],
    ['nothing', undefined],
    ['an empty string', ''],
    ['white space', `${SEALED}\n`],
    ['no padding', sealText('{"a":1}', KEY).replace(/=+$/, '')],
    ['other letters', `${SEALED.slice(0, -4)}é===`],
    ['the URL-safe alphabet', SEALED.replaceAll('+', '-').replaceAll('/', '_').replace(/^/, '-')],
    ['too short a string', Buffer.from('9e85dced', 'hex').toString('base64')],
    ['another header', Buffer.alloc(64).toString('base64')],
    ['too long a string', 'A'.repeat(256 * 1024 + 4)],
    ['no content', sealBytes(Buffer.alloc(0), KEY)],
    ['gzip', sealBytes(gzipSync('{}'), KEY)],
    ['a cut deflate', sealBytes(deflateRawSync('{"event_id":1}').subarray(0, -1), KEY)],
    ['no JSON', sealText('event', KEY)],
    ['a bomb', sealBytes(deflateRawSync(Buffer.alloc(150 * 1024 * 1024)), KEY)],
  ])('%s', async (_what, sealed) => {
    await same(sealed);
  });

  test('every changed bit and truncation', async () => {
    const bytes = Buffer.from(SEALED, 'base64');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at & 7));
      for (const odd of [changed, bytes.subarray(0, at)])
        expect(await same(odd.toString('base64'))).toMatchObject({ code: 'ERR_FP_SEALED' });
    }
  });

  test('any JSON, any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.base64String(), async (value, text) => {
        expect(await same(seal(value, KEY))).toHaveProperty('value');
        await same(text);
      }),
    );
  });

  test.each<[string, unknown]>([
    ['no keys', []],
    ['no list', KEY],
    ['a key too short', [KEY, keyOf(1).slice(4)]],
    ['a key that is not canonical', [KEY.replace(/.=$/, 'F=')]],
    ['a key that is not a string', [7]],
  ])('keys: %s', async (_what, keys) => {
    expect(await same(SEALED, keys as string[])).toMatchObject({ code: 'ERR_FP_OPTION' });
  });

  test('any key', async () => {
    const keys = fc.uint8Array({ minLength: 32, maxLength: 32 });
    await fc.assert(
      fc.asyncProperty(keys, async (bytes) => {
        const key = Buffer.from(bytes).toString('base64');
        const json = await createUnseal([key])(seal(EVENT, key));
        expect(JSON.parse(new TextDecoder().decode(json))).toEqual(EVENT);
      }),
    );
  });
});

describe('Web Crypto verifies what node:crypto verifies', () => {
  const sign = (body: string | Uint8Array, secret: string) =>
    `v1=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const same = async (delivery: WebhookDelivery) => {
    const own = await outcome(() => verifyWebhook(delivery));
    expect(own).toEqual(await outcome(() => verifyByNode(delivery)));
    return own;
  };

  test('any body with any secret, and no other', async () => {
    const bodies = fc.oneof(fc.uint8Array(), fc.string({ unit: anyCharacter }));
    await fc.assert(
      fc.asyncProperty(bodies, fc.string({ minLength: 1 }), async (body, secret) => {
        const signature = sign(body, secret);
        expect(await same({ body, signature, secrets: ['other', secret] })).toEqual({ value: true });
        expect(await same({ body, signature, secrets: `${secret}!` })).toEqual({ value: false });
      }),
    );
  });

  test('in any case, in any place of a list, and in no other digit', async () => {
    const [body, secrets] = ['data', 'secret'];
    const good = sign(body, secrets);
    for (const signature of [
      good.replace(/[a-f]/g, (digit) => digit.toUpperCase()),
      `v2=0, ${good}`,
      ` ${good},`,
    ])
      expect(await same({ body, signature, secrets })).toEqual({ value: true });
    for (let at = 3; at < good.length; at++) {
      const signature = `${good.slice(0, at)}${good[at] === '0' ? '1' : '0'}${good.slice(at + 1)}`;
      expect(await same({ body, signature, secrets })).toEqual({ value: false });
    }
  });

  test.each<[string, unknown]>([
    ['no signature', { body: 'data', signature: undefined, secrets: 'secret' }],
    ['a signature of no form', { body: 'data', signature: 'v1=00', secrets: 'secret' }],
    ['no secret', { body: 'data', signature: 'v1=00', secrets: [] }],
    ['an empty secret', { body: 'data', signature: 'v1=00', secrets: ['secret', ''] }],
    ['a parsed body', { body: {}, signature: 'v1=00', secrets: 'secret' }],
  ])('%s', async (_what, delivery) => {
    await same(delivery as WebhookDelivery);
  });
});

test('a guard of the entry for fetch runtimes judges a sealed result with no call', async () => {
  const { sealedKey } = scene.emulator;
  const guard = createFingerprintGuard({ sealedKeys: [keyOf(9), sealedKey], fetch: () => Promise.reject() });
  const { eventId, sealedResult } = await scene.emulator.createEvent();
  const judged = await guard.check(requestFor(eventId, { body: { eventId, sealedResult } }));
  expect(judged).toMatchObject({ action: 'allow', source: 'sealed', event: { eventId } });
  const changed = `${sealedResult.slice(0, 40)}${sealedResult[40] === 'A' ? 'B' : 'A'}${sealedResult.slice(41)}`;
  const { reasons } = await guard.check(requestFor(undefined, { body: { sealedResult: changed } }));
  expect(reasons).toMatchObject([{ rule: 'unreadable-sealed-result' }]);
});
