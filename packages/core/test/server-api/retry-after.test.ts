import { describe, expect, test } from '@jest/globals';
import { readRetryAfter } from '../../src/server-api/retry-after.js';

const read = (value: string | string[] | undefined) =>
  readRetryAfter({ status: 429, headers: { 'retry-after': value }, body: new Uint8Array() });
const HOUR = 3_600_000;

describe('Retry-After', () => {
  test.each<[string | string[] | undefined, number | undefined]>([
    ['7', 7000],
    ['7 ', 7000],
    ['\t7 \t', 7000],
    ['007', 7000],
    ['0', 0],
    [['1', '7'], 7000],
    [['7', 'soon'], 7000],
    // The value that `fetch` builds from two headers.
    ['1, 7', 7000],
    ['3600', HOUR],
    // No client is asked to wait a thousand years.
    ['3601', HOUR],
    ['30715485600', HOUR],
    ['9'.repeat(400), HOUR],
    [undefined, undefined],
    [[], undefined],
    ['', undefined],
    [' ', undefined],
    ['1.5', undefined],
    ['3000.5', undefined],
    ['-1', undefined],
    ['+7', undefined],
    ['7s', undefined],
    ['0x10', undefined],
    ['1e3', undefined],
    ['7,', undefined],
    ['2999-01-01', undefined],
    ['January 1, 2999', undefined],
    ['soon', undefined],
    ['Wed, 99 Foo 2999 00:00:00 GMT', undefined],
  ])('%j is %p ms', (value, expected) => {
    expect(read(value)).toBe(expected);
  });

  /** The forms of RFC 9110: of today, of RFC 850 and of C. */
  const forms: [string, (date: Date) => string][] = [
    ['IMF', (date) => date.toUTCString()],
    [
      'RFC 850',
      (date) => {
        const [, day, month, year, time] = date.toUTCString().split(' ');
        const weekday = date.toLocaleDateString('en-US', { weekday: 'long', timeZone: 'UTC' });
        return `${weekday}, ${day}-${month}-${year?.slice(2)} ${time} GMT`;
      },
    ],
    [
      'asctime',
      (date) => {
        const [weekday, day, month, year, time] = date.toUTCString().replace(',', '').split(' ');
        return `${weekday} ${month} ${day?.replace(/^0/, ' ')} ${time} ${year}`;
      },
    ],
  ];

  test.each(forms)('may be a date: %s', (_form, written) => {
    const inSome = (ms: number) => read(` ${written(new Date(Date.now() + ms))} `);
    const wait = inSome(60_000) ?? 0;
    expect(wait).toBeGreaterThan(50_000);
    expect(wait).toBeLessThanOrEqual(60_000);
    expect(inSome(-60_000)).toBe(0);
    expect(inSome(48 * HOUR)).toBe(HOUR);
  });

  test('of a date and a number counts the longer, even if they were joined', () => {
    const date = new Date(Date.now() + 60_000).toUTCString();
    expect(read([date, '7'])).toBeGreaterThan(50_000);
    expect(read(`${date}, 7`)).toBeGreaterThan(50_000);
    expect(read(`90, ${date}`)).toBe(90_000);
  });
});
