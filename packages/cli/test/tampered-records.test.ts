import { type DecisionRecord, definePolicy } from '@fingerprint-guard/core';
import { comparePolicies } from '@fingerprint-guard/testing';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  FULL_RECORD,
  ODD_JSON,
  tamperedRecords,
  tamperedWith,
} from '../../core/test/support/tampered-records.js';
import { BacktestTally } from '../src/backtest/backtest-tally.js';
import { countRows } from '../src/decisions/count-rows.js';
import { readRecord } from '../src/decisions/read-record.js';
import type { Tally } from '../src/judging/tally.js';
import { LabelTopics } from '../src/labels/label-topics.js';
import { PolicySelection } from '../src/policies/policy-selection.js';
import { ReportTally } from '../src/report/report-tally.js';

const [before, after] = (['observe-all', 'strict'] as const).map((name) =>
  PolicySelection.from({ name, single: definePolicy(name), byName: [] }),
) as [PolicySelection, PolicySelection];
const ids = new Set(['full', 'some']);
const topics = new LabelTopics({ decisionId: ids, linkedId: ids, visitorId: ids });

const count = <Part>(records: readonly unknown[], tally: Tally<Part>) =>
  countRows(
    records.map((json) => ({ json })),
    {},
    tally,
  );
const backtest = (records: readonly unknown[]) => count(records, new BacktestTally(before, after, topics));

describe('a record with any JSON in its fields is read, or counted as unreadable', () => {
  function hold(records: readonly unknown[]): void {
    const readable = records.filter((record) => typeof readRecord(record) !== 'string') as DecisionRecord[];
    expect(count(records, new ReportTally()).records).toBe(readable.length);
    expect(backtest(records).records).toBe(readable.length);
    // A sampled record stands for several decisions.
    const { counts, labelled } = backtest(readable.map((record) => ({ ...record, sampled: 1 }))).part;
    expect(counts.actions).toEqual(comparePolicies('observe-all', 'strict', readable).actions);
    expect(new Set(labelled.map(({ person }) => typeof person))).toEqual(new Set(['string']));
  }

  test.each(ODD_JSON)('%j', (value) => hold(tamperedWith(value)));

  test('whatever it is', async () => {
    fc.assert(fc.property(fc.array(tamperedRecords, { minLength: 10, maxLength: 20 }), hold), {
      numRuns: 20,
    });
  });

  test('its facts make no record unreadable', () => {
    const facts = [{ toString: 1 }, [{ toString: 1 }], 5, null].flatMap((value) => [
      ...Object.keys(FULL_RECORD.signals).map((name) => ({
        ...FULL_RECORD,
        signals: { ...FULL_RECORD.signals, [name]: value },
      })),
      ...Object.keys(FULL_RECORD.event ?? {}).map((name) => ({
        ...FULL_RECORD,
        event: { ...FULL_RECORD.event, [name]: value },
      })),
      { ...FULL_RECORD, event: value },
    ]);
    expect(facts.map(readRecord).filter((read) => typeof read === 'string')).toEqual([]);
  });
});
