import { expect, test } from '@jest/globals';
import { adapterConformance, type ConformanceTarget } from '../src/index.js';
import { plainTarget } from './plain-adapter.js';
import { WRONG_ADAPTERS } from './wrong-adapters.js';

/** The behaviours of the suite, by group and name. */
function behavioursOf(target: ConformanceTarget) {
  const behaviours = new Map<string, Map<string, () => Promise<void>>>();
  let current = '';
  adapterConformance(target, {
    describe(name, define) {
      current = name;
      if (name !== target.name) behaviours.set(name, new Map());
      define();
    },
    test: (name, body) => void behaviours.get(current)?.set(name, body),
  });
  return behaviours;
}

/** How a behaviour ends: `'shown'`, or the name of the error it fails with. */
async function outcome(target: ConformanceTarget, group: string, behaviour: string): Promise<string> {
  const body = behavioursOf(target).get(group)?.get(behaviour);
  if (!body) return 'no such behaviour';
  return body().then(
    () => 'shown',
    ({ name }: Error) => name,
  );
}

test.each(WRONG_ADAPTERS)('an adapter that $what does not conform', async ({ parts, caughtBy }) => {
  for (const [group, behaviour] of caughtBy) {
    const right = await outcome(plainTarget('right'), group, behaviour);
    const wrong = await outcome(plainTarget('wrong', parts), group, behaviour);
    expect({ behaviour, right, wrong }).toEqual({ behaviour, right: 'shown', wrong: 'AssertionError' });
  }
});

test('each group of behaviours catches a wrong adapter', () => {
  const catching = new Set(WRONG_ADAPTERS.flatMap(({ caughtBy }) => caughtBy.map(([group]) => group)));
  expect([...behavioursOf(plainTarget('right')).keys()].sort()).toEqual([...catching].sort());
});
