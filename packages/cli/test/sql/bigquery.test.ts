import { definePolicy, type PolicyConfig } from '@fingerprint-guard/core';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import sqlParser from 'node-sql-parser';
import { DIALECTS } from '../../src/sql/dialects.js';
import { policyQuery } from '../../src/sql/policy-query.js';
import { tableNameIn } from '../../src/sql/table-name.js';
import { policies } from './policies.js';

const parser = new sqlParser.Parser();

/** The statements of a query, by a parser of BigQuery's dialect. */
const parse = (config: PolicyConfig | 'strict', table = 'project-1.shop.decisions') => {
  const { sql } = policyQuery(definePolicy(config), tableNameIn(table) ?? [], DIALECTS.bigquery);
  const { ast, tableList } = parser.parse(sql, { database: 'BigQuery' });
  return { statements: [ast].flat(), tables: tableList };
};

test('a query for BigQuery is one SELECT over the table', () => {
  const { statements, tables } = parse('strict');
  expect(statements.map(({ type }) => type)).toEqual(['select']);
  expect(tables.join()).toContain('project-1.shop.decisions');
});

test.each([
  ['shop.decisions_*', 'shop.decisions_*'],
  ['1-project.2026_shop.decisions-1', '1-project.2026_shop.decisions-1'],
  ['`my-project.shop.decisions_*`', 'my-project.shop.decisions_*'],
  ['`example.com:my-project`.shop.decisions', 'example.com:my-project.shop.decisions'],
  ['`my-project`.`shop`.`more decisions`', 'my-project.shop.more decisions'],
])('the table may be %s', (given, path) => {
  const { statements, tables } = parse('strict', given);
  expect(statements.map(({ type }) => type)).toEqual(['select']);
  expect(tables.join()).toContain(path);
});

test('a policy of any shape is one SELECT that can be parsed', () => {
  fc.assert(
    fc.property(policies, (config) => {
      const { statements } = parse(config);
      expect(statements.map(({ type }) => type)).toEqual(['select']);
    }),
    { numRuns: 5 },
  );
});
