import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { FingerprintError, isFingerprintError } from '../../src/lib/errors.js';

const like = (error: string) =>
  runInNewContext(`Object.assign(${error}, { name: 'FingerprintError', code: 'ERR_FP_TIMEOUT' })`);

test.each<[string, unknown, boolean]>([
  ['this copy', new FingerprintError('ERR_FP_TIMEOUT', 'no answer'), true],
  ['a copy in another realm', like("new Error('no answer')"), true],
  ['no error', like('{}'), false],
  ['another library', new Error('no answer'), false],
  ['nothing', undefined, false],
])('an error of this library is told by name and code: %s', (_of, value, told) => {
  expect(isFingerprintError(value)).toBe(told);
});
