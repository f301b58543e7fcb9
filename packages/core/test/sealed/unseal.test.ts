import { inspect } from 'node:util';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { scenarioNames } from '@fingerprint-guard/emulator';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FingerprintError, unsealEvent } from '../../src/index.js';
import { anyCharacter } from '../support/any-character.js';
import { fastest } from '../support/fastest.js';
import { useEmulator } from '../support/scene.js';
import { keyOf, seal, sealBytes, sealText } from '../support/seal.js';

const scene = useEmulator();
const KEY = keyOf(1);
const EVENT = { event_id: '1708102555327.NLOjmg', timestamp: 1_708_102_555_327 };

/** The reason why a sealed result is refused; any other exception fails the test. */
function refusal(sealed: unknown, keys: readonly string[] = [KEY]): string {
  try {
    unsealEvent(sealed as string, keys);
  } catch (error) {
    if (error instanceof FingerprintError && error.code === 'ERR_FP_SEALED') return error.message;
    throw error;
  }
  throw new Error('it was opened');
}

describe('what was sealed is opened', () => {
  test.each(scenarioNames)('the event of the scenario %s, as the API tells it', async (scenario) => {
    const { eventId, sealedResult } = await scene.emulator.createEvent(scenario, { linked_id: 'Zoë 🦊' });
    const answer = await fetch(`${scene.emulator.url}/v4/events/${eventId}`, {
      headers: { authorization: `Bearer ${scene.emulator.secretApiKey}` },
    });
    const { rule_action: _, ...told } = (await answer.json()) as Record<string, unknown>;
    expect(unsealEvent(sealedResult, [scene.emulator.sealedKey])).toEqual(told);
  });

  test('any JSON, with any key', () => {
    const keys = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(fc.jsonValue(), keys, (value, bytes) => {
        const key = Buffer.from(bytes).toString('base64');
        const json = JSON.parse(JSON.stringify(value)) as unknown;
        expect(unsealEvent(seal(json, key), [key])).toEqual(json);
      }),
    );
  });

  test('by each of several keys, in any position', () => {
    const keys = [keyOf(1), keyOf(2), keyOf(3)];
    for (const key of keys) expect(unsealEvent(seal(EVENT, key), keys)).toEqual(EVENT);
    expect(refusal(seal(EVENT, keyOf(4)), keys)).toMatch('no key opens it');
  });

  test('up to a megabyte of JSON', () => {
    const text = JSON.stringify(EVENT).padEnd(1024 * 1024);
    expect(unsealEvent(sealText(text, KEY), [KEY])).toEqual(EVENT);
    expect(refusal(sealText(`${text} `, KEY))).toMatch('more than 1048576 bytes of JSON');
  });
});

describe('a refusal gives its reason', () => {
  const sealed = seal(EVENT, KEY);
  const bytes = Buffer.from(sealed, 'base64');

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'it is not a string'],
    ['bytes', bytes, 'it is not a string'],
    ['an empty string', '', 'it is too short'],
    ['the header alone', bytes.subarray(0, 4).toString('base64'), 'it is too short'],
    ['a nonce without a tag', bytes.subarray(0, 31).toString('base64'), 'it is too short'],
    ['another header', Buffer.alloc(64).toString('base64'), 'it has the wrong header'],
    ['white space after it', `${sealed}\n`, 'it is not canonical base64'],
    ['white space within', `${sealed.slice(0, 8)} ${sealed.slice(8)}`, 'it is not canonical base64'],
    ['an ID', '1708102555327.NLOjmg', 'it is not canonical base64'],
    ['another key', seal(EVENT, keyOf(2)), 'no key opens it'],
    ['no content', sealBytes(Buffer.alloc(0), KEY), 'its content is not deflated'],
    ['JSON as it is', sealBytes(Buffer.from(JSON.stringify(EVENT)), KEY), 'its content is not deflated'],
    ['zlib', sealBytes(deflateSync(JSON.stringify(EVENT)), KEY), 'its content is not deflated'],
    ['gzip', sealBytes(gzipSync(JSON.stringify(EVENT)), KEY), 'its content is not deflated'],
    ['a cut deflate', sealBytes(deflateRawSync('{"event_id":1}').subarray(0, -1), KEY), 'is not deflated'],
    [
      'more after the deflate',
      sealBytes(Buffer.concat([deflateRawSync('{}'), bytes]), KEY),
      'something follows',
    ],
    [
      'a second deflate',
      sealBytes(Buffer.concat([deflateRawSync('{}'), deflateRawSync('{}')]), KEY),
      'something follows',
    ],
    ['no JSON', sealText('event', KEY), 'its content is not JSON'],
    ['JSON and more', sealText('{}{}', KEY), 'its content is not JSON'],
    ['an empty content', sealText('', KEY), 'its content is not JSON'],
    ['a string that is too long', `${'A'.repeat(256 * 1024)}AAAA`, 'more than 262144 characters'],
  ])('%s', (_what, given, why) => {
    expect(refusal(given)).toMatch(why);
  });

  test('every truncation, every changed bit, every lengthening', () => {
    for (let length = 0; length < bytes.length; length++) {
      refusal(bytes.subarray(0, length).toString('base64'));
      refusal(bytes.subarray(length + 1).toString('base64'));
    }
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(refusal(changed.toString('base64'))).toMatch(bit < 32 ? 'wrong header' : 'no key opens it');
    }
    for (let byte = 0; byte < 256; byte++) {
      expect(refusal(Buffer.concat([bytes, Buffer.of(byte)]).toString('base64'))).toMatch('no key opens it');
    }
  });

  test('every other string, whatever its padding', () => {
    const characters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_ \n\t\0é'];
    const texts = ['{"event_id":"e"}', '{"event_id":"ef"}', '{"event_id":"efg"}'].map((text) =>
      sealText(text, KEY),
    );
    expect(texts.map((text) => text.split('=').length - 1).sort()).toEqual([0, 1, 2]);
    for (const text of texts) {
      for (let at = 0; at <= text.length; at++) {
        refusal(at < text.length ? text.slice(0, at) : `${text}=`);
        for (const character of characters) {
          refusal(`${text.slice(0, at)}${character}${text.slice(at)}`);
          const replaced = `${text.slice(0, at)}${character}${text.slice(at + 1)}`;
          if (at < text.length && replaced !== text) refusal(replaced);
        }
      }
    }
  });

  test('any text, any bytes', () => {
    fc.assert(fc.property(fc.string({ unit: anyCharacter }), (text) => void refusal(text)));
    fc.assert(fc.property(fc.base64String(), (text) => void refusal(text)));
    fc.assert(
      fc.property(fc.uint8Array(), (tail) => {
        refusal(Buffer.concat([bytes.subarray(0, 4), tail]).toString('base64'));
      }),
    );
  });

  test.each([50, 200])('a bomb of %d MB, at once and in little memory', (megabytes) => {
    const bomb = sealBytes(deflateRawSync(Buffer.alloc(megabytes * 1024 * 1024, ' ')), KEY);
    const before = process.memoryUsage();
    expect(fastest(() => expect(refusal(bomb)).toMatch('it is too large'))).toBeLessThan(50);
    const after = process.memoryUsage();
    expect(after.external + after.heapUsed - before.external - before.heapUsed).toBeLessThan(20e6);
  });

  test('and contains nothing of the event, the key or the sealed result', () => {
    const secret = 'visitor-of-the-event';
    const errors = [sealText(secret, KEY), sealText(secret, keyOf(2)), `${secret}!`, undefined].map(
      (given) => {
        try {
          return unsealEvent(given as string, [KEY]);
        } catch (error) {
          return error;
        }
      },
    );
    for (const error of errors) {
      expect(error).toBeInstanceOf(FingerprintError);
      expect(inspect(error, { depth: null, showHidden: true })).not.toMatch(/visitor-of|AQEBAQ/);
    }
  });
});

describe('keys are refused', () => {
  test.each<[string, unknown]>([
    ['none', []],
    ['nothing', undefined],
    ['a string', KEY],
    ['undefined', [undefined]],
    ['an empty string', ['']],
    ['31 bytes', [Buffer.alloc(31).toString('base64')]],
    ['33 bytes', [Buffer.alloc(33).toString('base64')]],
    ['hexadecimal digits', ['0f'.repeat(32)]],
    ['without padding', [KEY.slice(0, -1)]],
    ['a line break', [`${KEY}\n`]],
    ['the URL-safe alphabet', [Buffer.alloc(32, 255).toString('base64url').concat('=')]],
    ['trailing bits', [`${KEY.slice(0, -2)}F=`]],
    ['an object', [{ key: KEY }]],
    ['the second of two', [KEY, 'c2VjcmV0']],
  ])('%s', (_what, keys) => {
    const open = () => unsealEvent(seal(EVENT, KEY), keys as string[]);
    expect(open).toThrow(expect.objectContaining({ code: 'ERR_FP_OPTION' }));
    expect(open).not.toThrow(/AQEBAQ|c2VjcmV0/);
  });
});
