import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

test('the README is read in a few minutes', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(readme.split('\n').length).toBeLessThanOrEqual(151);
});
