import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { normalizeEvent, verifyWebhook } from '../../src/index.js';
import { anyCharacter } from '../support/any-character.js';
import { fastest } from '../support/fastest.js';
import { useEmulator } from '../support/scene.js';
import { useUpstream } from '../support/upstream.js';

const scene = useEmulator();
const upstream = useUpstream();

const DIGEST = '1b2c16b75bd2a870c114153ccda5bcfca63314bc722fa160d690de133ccbb9db';
const sign = (body: string | Uint8Array, secret: string) =>
  `v1=${createHmac('sha256', secret).update(body).digest('hex')}`;
const verify = (signature: unknown, body: unknown = 'data', secrets: unknown = 'secret') =>
  verifyWebhook({ body, signature, secrets } as Parameters<typeof verifyWebhook>[0]);

describe('a signature is right', () => {
  const other = `v1=${'0'.repeat(64)}`;
  test.each([
    ['the published vector', `v1=${DIGEST}`],
    ['upper case', `v1=${DIGEST.toUpperCase()}`],
    ['first of a list', `v1=${DIGEST},${other}`],
    ['last of a list, with spaces', ` ${other} , v1=${DIGEST} `],
    ['beside an unknown version', `v2=${'f'.repeat(128)}, v1=${DIGEST}`],
    ['beside something malformed', `,=,v1,v1=,v1=${DIGEST}`],
  ])('%s', (_what, signature) => {
    expect(verify(signature)).toBe(true);
    expect(verify(signature, Buffer.from('data'))).toBe(true);
    expect(verify(signature, new TextEncoder().encode('data'))).toBe(true);
    expect(verify(signature, 'data ')).toBe(false);
    expect(verify(signature, 'data', 'secrets')).toBe(false);
  });

  test('with either secret of a rotation', () => {
    const secrets = ['new', 'secret'];
    expect(verify(`v1=${DIGEST}`, 'data', secrets)).toBe(true);
    expect(verify(sign('data', 'new'), 'data', secrets)).toBe(true);
    expect(verify(sign('data', 'old'), 'data', secrets)).toBe(false);
  });

  test('over any body, and over no other', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string({ minLength: 1 }), (body, secret) => {
        expect(verify(sign(body, secret), body, secret)).toBe(true);
        expect(verify(sign(body, secret), Buffer.concat([body, Buffer.of(0)]), secret)).toBe(false);
      }),
    );
    expect(verify(sign('Zoë 🦊', 'secret'), Buffer.from('Zoë 🦊'))).toBe(true);
    expect(verify(sign('', 'secret'), '')).toBe(true);
  });

  test('of what the emulator delivers', async () => {
    const { url, requests } = await upstream.answering({});
    scene.emulator.addWebhook({ url, secret: 'of the hook' });
    const { eventId } = await scene.emulator.createEvent('vpn', { linked_id: 'Zoë' });
    await scene.emulator.deliveries();
    const { body = '', headers = {} } = requests[0] ?? {};
    const signature = headers['fpjs-event-signature'];
    expect(verifyWebhook({ body, signature, secrets: 'of the hook' })).toBe(true);
    expect(verify(signature, JSON.stringify(JSON.parse(body), null, 1), 'of the hook')).toBe(false);
    expect(normalizeEvent(JSON.parse(body))).toMatchObject({ eventId, linkedId: 'Zoë' });
  });
});

describe('a signature is wrong', () => {
  test.each<[string, unknown]>([
    ['missing', undefined],
    ['null', null],
    ['an array of strings', [`v1=${DIGEST}`]],
    ['empty', ''],
    ['without a version', DIGEST],
    ['of another version', `v2=${DIGEST}`],
    ['of a version in upper case', `V1=${DIGEST}`],
    ['too short', `v1=${DIGEST.slice(0, -1)}`],
    ['too long', `v1=${DIGEST}0`],
    ['half of it', `v1=${DIGEST.slice(0, 32)}`],
    ['no hexadecimal digits', `v1=${'z'.repeat(64)}`],
    ['with a space within', `v1= ${DIGEST}`],
    ['separated by a semicolon', `v0=0;v1=${DIGEST}`],
    ['base64', `v1=${Buffer.from(DIGEST, 'hex').toString('base64')}`],
    ['with more on the next line', `v1=${DIGEST}\nv1=`],
  ])('%s', (_what, signature) => {
    expect(verify(signature)).toBe(false);
  });

  test('in any one digit', () => {
    for (let at = 0; at < DIGEST.length; at++) {
      const digit = DIGEST[at] === '0' ? '1' : '0';
      expect(verify(`v1=${DIGEST.slice(0, at)}${digit}${DIGEST.slice(at + 1)}`)).toBe(false);
    }
  });

  test('any string, without an exception', () => {
    fc.assert(fc.property(fc.anything(), (signature) => expect(verify(signature)).toBe(false)));
    fc.assert(fc.property(fc.string({ unit: anyCharacter }), (text) => expect(verify(text)).toBe(false)));
  });

  test('however long it is, at once', () => {
    for (const part of [',', ' ', 'v1=', `v1=${'0'.repeat(64)},`]) {
      const signature = part.repeat(16_384 / part.length);
      expect(fastest(() => expect(verify(signature)).toBe(false))).toBeLessThan(50);
    }
  });
});

describe('an operator error is', () => {
  test.each<[string, unknown]>([
    ['no secret', undefined],
    ['an empty secret', ''],
    ['an empty list', []],
    ['an empty secret beside one', ['secret', '']],
    ['a secret that is not a string', [7]],
  ])('%s', (_what, secrets) => {
    const code = 'ERR_FP_OPTION';
    const secret = expect.not.stringContaining("'secret'");
    expect(() => verifyWebhook({ body: 'data', signature: undefined, secrets } as never)).toThrow(
      expect.objectContaining({ code, message: secret }),
    );
  });

  test.each<[string, unknown]>([
    ['a parsed body', { event_id: 'e' }],
    ['no body', undefined],
    ['null', null],
    ['an array of bytes', [100, 97]],
    ['an ArrayBuffer', new ArrayBuffer(4)],
  ])('%s', (_what, body) => {
    expect(() => verifyWebhook({ body, signature: `v1=${DIGEST}`, secrets: 'secret' } as never)).toThrow(
      expect.objectContaining({ code: 'ERR_FP_RAW_BODY', message: expect.stringContaining('express.raw') }),
    );
  });
});
