import { expect, test } from '@jest/globals';
import { OpeningRecord } from '../../src/sealed/opening-record.js';

function record() {
  let now = 0;
  const warnings: string[] = [];
  const openings = new OpeningRecord(
    (cause) => warnings.push(cause),
    () => now,
  );
  return {
    openings,
    warnings,
    pass(ms: number) {
      now += ms;
    },
  };
}

test('keys that open nothing for a minute are logged', () => {
  const { openings, warnings, pass } = record();
  for (let times = 0; times < 6; times++) {
    expect(warnings).toEqual([]);
    openings.failed();
    pass(12_000);
  }
  expect(warnings).toEqual(['sealed-keys']);
});

test('a burst of invalid results is not enough, nor a few over an hour', () => {
  const { openings, warnings, pass } = record();
  for (let times = 0; times < 1000; times++) openings.failed();
  pass(59_000);
  openings.failed();
  expect(warnings).toEqual([]);
  openings.opened();
  for (let times = 0; times < 4; times++) {
    openings.failed();
    pass(900_000);
  }
  expect(warnings).toEqual([]);
});

test('one that opens shows that the keys are right', () => {
  const { openings, warnings, pass } = record();
  for (let times = 0; times < 100; times++) {
    openings.failed();
    pass(12_000);
    if (times % 4 === 0) openings.opened();
  }
  expect(warnings).toEqual([]);
});
