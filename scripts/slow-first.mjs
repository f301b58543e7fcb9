import Sequencer from '@jest/test-sequencer';

/** Parts of paths of what runs longest, the longest first. The other worker is never idle beside it at the end. */
const SLOW = [
  'test/packed/',
  'test/soak/',
  'test/browser/',
  'nest/test/conformance',
  'flood',
  'test/redis/outage',
];

/** Orders test files: those that are known to be slow, and then as Jest does, by what it has measured before. */
export default class SlowFirst extends Sequencer {
  async sort(tests) {
    const rank = ({ path }) => {
      const found = SLOW.findIndex((part) => path.includes(part));
      return found === -1 ? SLOW.length : found;
    };
    return [...(await super.sort(tests))].sort((one, other) => rank(one) - rank(other));
  }
}
