import { defineRule } from '../rule.js';
import { is } from '../three-valued.js';

export const replayStoreUnavailable = defineRule({
  id: 'replay-store-unavailable',
  description: 'The replay store failed or was too slow: it is not known whether the ID was used before.',
  levels: { recommended: 'observe', strict: 'deny' },
  options: {},
  reads: ['replayStore'],
  judge:
    () =>
    ({ replayStore }) =>
      is(replayStore, 'unavailable'),
  explain: () => () => ({
    message: 'the replay store is unavailable, so an earlier use of the ID cannot be ruled out',
  }),
});
