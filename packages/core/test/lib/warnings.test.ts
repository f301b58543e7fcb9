import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { causeInWords } from '../../src/lib/cause-in-words.js';
import { DeadlineExceeded } from '../../src/lib/deadline.js';
import { FingerprintError } from '../../src/lib/errors.js';
import { Warnings } from '../../src/lib/warnings.js';

const coded = (message: string, code: unknown) => Object.assign(new Error(message), { code });

describe('a cause in words', () => {
  test.each<[string, unknown, string]>([
    ['an error of this library', new FingerprintError('ERR_FP_TIMEOUT', 'no answer'), 'no answer'],
    ['a deadline', new DeadlineExceeded(150, false), 'no answer within 150 ms'],
    ['an error of the language', new TypeError('alice is not a function'), 'TypeError'],
    [
      'an error of Node',
      coded('connect ECONNREFUSED 203.0.113.7:6379', 'ECONNREFUSED'),
      'Error ECONNREFUSED',
    ],
    ['an error of another realm', runInNewContext("new TypeError('alice')"), 'TypeError'],
    ['a code that says too much', coded('m', 'user alice'), 'Error'],
    ['a number for a code', coded('m', 7), 'Error'],
    ['a name that says too much', Object.assign(new Error('m'), { name: 'alice@shop.example' }), 'an error'],
    ['a string', 'alice', 'no error, but string was thrown'],
    ['null', null, 'no error, but null was thrown'],
  ])('%s', (_what, error, words) => {
    expect(causeInWords(error)).toBe(words);
  });
});

describe('a warning', () => {
  function warned(...[cause, message, error]: Parameters<Warnings['warn']>): string[] {
    const lines: string[] = [];
    new Warnings({ warn: (line) => lines.push(line) }, () => 0).warn(cause, message, error);
    return lines;
  }

  test('carries its cause, and where to read on', () => {
    expect(warned('geo', 'the location provider fails', new RangeError('203.0.113.7'))).toEqual([
      '[fingerprint-guard] the location provider fails (RangeError); see @fingerprint-guard/core/docs/operate.md#geo',
    ]);
  });

  test('that says where to read on says it once', () => {
    const message = 'no answer; see @fingerprint-guard/core/docs/errors.md#err_fp_timeout';
    expect(warned('timeout', message)).toEqual([`[fingerprint-guard] ${message}`]);
  });
});
