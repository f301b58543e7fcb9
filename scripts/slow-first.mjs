import Sequencer from '@jest/test-sequencer';

/** Parts of the paths of the slowest tests, the slowest first, so that no worker is idle at the end. */
const SLOW = [
  'test/packed/',
  'test/soak/',
  'test/browser/',
  'test/docs/code',
  'test/start.',
  'test/burst/',
  'nest/test/conformance',
  'next-shop',
  'guard/stall',
  'test/redis/outage',
  'fastify/test/conformance',
  'guard/answers',
  'flood',
];

/** Orders test files: first the known slow ones, then as Jest does, by measured duration. */
export default class SlowFirst extends Sequencer {
  async sort(tests) {
    const rank = ({ path }) => {
      const found = SLOW.findIndex((part) => path.includes(part));
      return found === -1 ? SLOW.length : found;
    };
    return [...(await super.sort(tests))].sort((one, other) => rank(one) - rank(other));
  }
}
