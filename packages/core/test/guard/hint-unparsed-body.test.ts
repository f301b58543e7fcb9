import { expect, test } from '@jest/globals';
import { hintUnparsedBody } from '../../src/guard/hint-unparsed-body.js';
import type { IncomingHeaders } from '../../src/index.js';

function hints(headers: IncomingHeaders, body?: unknown): string[] {
  const causes: string[] = [];
  hintUnparsedBody({ method: 'POST', url: '/', headers, body }, (cause) => causes.push(cause));
  return causes;
}

const LENGTH = { 'content-length': '20' };

test.each<[string, IncomingHeaders]>([
  ['JSON', { ...LENGTH, 'content-type': 'application/json' }],
  ['JSON with a character set', { ...LENGTH, 'content-type': 'application/json; charset=utf-8' }],
  ['JSON of a kind', { ...LENGTH, 'content-type': 'application/vnd.shop+json' }],
  ['a form', { ...LENGTH, 'content-type': 'application/x-www-form-urlencoded' }],
  ['capitals', { ...LENGTH, 'content-type': 'Application/JSON' }],
  ['an unknown length', { 'transfer-encoding': 'chunked', 'content-type': 'application/json' }],
])('a body that nobody parsed is hinted at: %s', (_what, headers) => {
  expect(hints(headers)).toEqual(['unparsed-body']);
});

test.each<[string, IncomingHeaders, unknown?]>([
  ['a parsed body', { ...LENGTH, 'content-type': 'application/json' }, {}],
  ['a body that is null', { ...LENGTH, 'content-type': 'application/json' }, null],
  ['no body', { 'content-type': 'application/json' }],
  ['an empty body', { 'content-length': '0', 'content-type': 'application/json' }],
  ['a type that no parser takes for fields', { ...LENGTH, 'content-type': 'text/plain' }],
  ['a type that only begins like JSON', { ...LENGTH, 'content-type': 'application/jsonl' }],
  ['no type', LENGTH],
])('there is nothing to hint at: %s', (_what, headers, ...[body]) => {
  expect(hints(headers, body)).toEqual([]);
});
