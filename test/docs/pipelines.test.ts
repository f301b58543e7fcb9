import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { codeBlocks } from './code-blocks.js';
import { expectSection } from './section.js';
import { bigquerySchema, clickhouseTable, recordColumns } from './warehouse-tables.js';

const guide = new URL('../../docs/pipelines.md', import.meta.url);
const fenced = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``;

test('docs/pipelines.md has the table for ClickHouse; `npm run update` rewrites it', () =>
  expectSection(guide, 'clickhouse', fenced('sql', clickhouseTable())));

test('docs/pipelines.md has the schema for BigQuery; `npm run update` rewrites it', () =>
  expectSection(guide, 'bigquery', fenced('json', bigquerySchema())));

test('a column is of the kind that its field has', () => {
  const kinds = Object.fromEntries(recordColumns().map(({ name, kind }) => [name, kind]));
  expect(kinds).toMatchObject({
    at: 'time',
    action: 'choice',
    blocked: 'boolean',
    elapsedMs: 'number',
    unknown: 'texts',
    reasons: 'json',
    signals: 'json',
    event: 'json',
  });
});

test.each(codeBlocks.filter(({ language }) => language === 'yaml'))(
  'the YAML at $place is YAML',
  ({ code }) => {
    expect(parse(code)).toEqual(expect.any(Object));
  },
);
