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
    const counts = readCounts(limits);
    return (_signals, event) => anyKnown(counts.map(({ read, max }) => above(read(event), max)));
  },
  explain: ({ limits }) => {
    const counts = readCounts(limits);
    return (_signals, event) => {
      const exceeded = counts.filter(({ read, max }) => above(read(event), max));
      const first = exceeded[0];
      return {
        message: `the visitor's ${first?.path} is ${first?.read(event)}; at most ${first?.max} is allowed`,
        actual: Object.fromEntries(exceeded.map(({ path, read }) => [path, read(event)])),
        expected: Object.fromEntries(exceeded.map(({ path, max }) => [path, max])),
      };
    };
  },
});

/** One count with its limit. */
interface LimitedCount {
  path: string;
  max: number;
  read: (event: FingerprintEvent | undefined) => number | undefined;
}

function readCounts(limits: Readonly<Record<string, number>>): LimitedCount[] {
  return Object.entries(limits).map(([path, max]) => {
    const [name, interval] = path.split('.') as [VelocityName, keyof VelocityCounts];
    return { path, max, read: (event) => event?.velocity?.[name]?.[interval] };
  });
}
