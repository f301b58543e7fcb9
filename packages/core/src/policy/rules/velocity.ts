import type { FingerprintEvent, VelocityCounts, VelocityName } from '../../event/fingerprint-event.js';
import { limitsOption } from '../option.js';
import { defineRule } from '../rule.js';
import { above, anyKnown } from '../three-valued.js';

const NAMES = [
  'distinctIp',
  'distinctLinkedId',
  'distinctCountry',
  'events',
  'ipEvents',
  'distinctIpByLinkedId',
  'distinctVisitorIdByLinkedId',
] as const satisfies readonly VelocityName[];
const INTERVALS = ['5m', '1h', '24h'] as const satisfies readonly (keyof VelocityCounts)[];
const PATHS = NAMES.flatMap((name) => INTERVALS.map((interval) => `${name}.${interval}` as const));

/** An honest person changes networks now and then, crosses few borders, and has one account, or a family's. */
const DEFAULT_LIMITS = {
  'distinctIp.5m': 5,
  'distinctCountry.24h': 3,
  'distinctLinkedId.1h': 5,
  'events.5m': 20,
};

export const velocity = defineRule({
  id: 'velocity',
  description: "One of the visitor's counts is above its limit in `limits`.",
  levels: { recommended: 'observe', strict: 'challenge' },
  options: { limits: limitsOption(PATHS, DEFAULT_LIMITS) },
  reads: ['event'],
  judge: ({ limits }) => {
    const checks = Object.entries(limits).map(
      ([path, max]) =>
        (event: FingerprintEvent | undefined) =>
          above(count(event, path), max),
    );
    return (_signals, event) => anyKnown(checks.map((check) => check(event)));
  },
  explain:
    ({ limits }) =>
    (_signals, event) => {
      const exceeded = Object.entries(limits).filter(([path, max]) => above(count(event, path), max));
      const [path, max] = exceeded[0] ?? [];
      return {
        message: `the visitor's ${path} is ${path && count(event, path)}; at most ${max} is allowed`,
        actual: Object.fromEntries(exceeded.map(([name]) => [name, count(event, name)])),
        expected: Object.fromEntries(exceeded),
      };
    },
});

function count(event: FingerprintEvent | undefined, path: string): number | undefined {
  const [name, interval] = path.split('.') as [VelocityName, keyof VelocityCounts];
  return event?.velocity?.[name]?.[interval];
}
