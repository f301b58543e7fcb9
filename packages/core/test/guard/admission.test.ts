import { expect, test } from '@jest/globals';
import { Admission } from '../../src/guard/admission.js';

/** Checks that end when the test says so. */
function scene() {
  const admission = new Admission();
  const ends: (() => void)[] = [];
  /** Starts this many checks, and returns how many of them are admitted. */
  const begin = (checks: number) => {
    let admitted = 0;
    for (let check = 0; check < checks; check++)
      void admission.run((isAdmitted) => {
        if (!isAdmitted) return Promise.resolve();
        admitted++;
        return new Promise<void>((resolve) => ends.push(resolve));
      });
    return admitted;
  };
  const end = async (checks: number) => {
    for (const resolve of ends.splice(0, checks)) resolve();
    await new Promise(setImmediate);
  };
  return { admission, begin, end };
}

test('a thousand checks are under way at the most, and one that ends makes room for another', async () => {
  const { begin, end } = scene();
  expect(begin(1200)).toBe(1000);
  await end(7);
  expect(begin(100)).toBe(7);
});

test('a check that fails makes room as well', async () => {
  const { admission, begin } = scene();
  await expect(admission.run(() => Promise.reject(new Error('x')))).rejects.toThrow('x');
  expect(begin(1200)).toBe(1000);
});

test('an overload leaves half of those under way, and not less than fifty', async () => {
  const { admission, begin, end } = scene();
  begin(600);
  admission.overloaded();
  expect(begin(1)).toBe(0);
  await end(600);
  // Each that ended raised the limit by one.
  expect(begin(1200)).toBe(300 + 600);

  const few = scene();
  few.begin(10);
  few.admission.overloaded();
  expect(few.begin(1200)).toBe(50 - 10);
});
