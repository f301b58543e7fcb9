import { definePolicy, type PolicyConfig } from '@fingerprint-guard/core';
import fc from 'fast-check';
import type { Dialect } from '../../src/sql/dialect.js';
import { policyQuery } from '../../src/sql/policy-query.js';
import { policies } from './policies.js';
import { type Judged, records } from './records.js';
import { type Verdict, verdictOf } from './verdicts.js';

/** Samples records for a table, each with a unique ID. */
export const sampleRecords = (count: number): readonly Judged[] =>
  fc.sample(records, count).map((record, index) => ({ ...record, id: String(index) }));

/** A database that holds records in a table `decisions`. */
export interface Database {
  readonly dialect: Dialect;
  readonly records: readonly Judged[];
  ask(sql: string): Promise<readonly Verdict[]>;
}

/**
 * Checks policies of every shape against a database: the query must give the result of `evaluatePolicy` for each
 * record.
 * @param maxMs On a busy machine, fewer policies are tried rather than more time taken.
 * @throws for the first record that differs, with the policy shrunk as far as possible.
 */
export async function holdAgreement(
  database: Database,
  numRuns: number,
  maxMs = Number.POSITIVE_INFINITY,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(policies, (config) => compareVerdicts(config, database)),
    { numRuns, ...(Number.isFinite(maxMs) ? { interruptAfterTimeLimit: maxMs } : {}) },
  );
}

async function compareVerdicts(config: PolicyConfig, { dialect, records, ask }: Database): Promise<void> {
  const policy = definePolicy(config);
  const found = new Map(
    (await ask(policyQuery(policy, ['decisions'], dialect).sql)).map((verdict) => [verdict.id, verdict]),
  );
  for (const record of records) {
    const [expected, actual] = [verdictOf(policy, record), found.get(record.id)];
    const parts = Object.keys(expected) as (keyof Verdict)[];
    const differing = parts.filter(
      (part) => JSON.stringify(expected[part]) !== JSON.stringify(actual?.[part]),
    );
    if (differing.length === 0) continue;
    const lines = differing.map((part) => [part, 'expected', expected[part], 'but found', actual?.[part]]);
    throw new Error(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n${JSON.stringify(record)}`);
  }
}
