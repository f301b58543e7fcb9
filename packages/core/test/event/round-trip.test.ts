import { type ScenarioName, scenarioNames } from '@fingerprint-guard/emulator';
import { describe, expect, test } from '@jest/globals';
import { evaluatePolicy, normalizeEvent, type PolicyConfig } from '../../src/index.js';
import { useEmulator } from '../support/scene.js';

const scene = useEmulator();

/** Fields that only customers of some products have, or that only an override sets. */
const MORE = {
  labels: [
    { label: 'automation_tool', prediction: true, ml_score: 0.93 },
    { label: 'abuse', prediction: false, ml_score: 0.02 },
  ],
  proximity: { id: 'w1aTfd4MCvl', precision_radius: 175, confidence: 0.8 },
};

const GENERATIONS = {
  v4: (id: string) => [`/v4/events/${id}`, 'authorization', 'Bearer '],
  v3: (id: string) => [`/events/${id}`, 'auth-api-key', ''],
} as const;

async function fetched(generation: keyof typeof GENERATIONS, scenario: ScenarioName): Promise<unknown> {
  const { url, secretApiKey } = scene.emulator;
  const { eventId } = await scene.emulator.createEvent(scenario, MORE);
  const [path = '', header = '', scheme = ''] = GENERATIONS[generation](eventId);
  const response = await fetch(`${url}${path}`, { headers: { [header]: `${scheme}${secretApiKey}` } });
  return response.json();
}

describe.each(['v4', 'v3'] as const)('an event of %s', (generation) => {
  test.each(scenarioNames)(
    'of the scenario %s is the same after a round trip through JSON',
    async (scenario) => {
      const event = normalizeEvent(await fetched(generation, scenario));
      const text = JSON.stringify(event);
      expect(normalizeEvent(JSON.parse(text).raw)).toEqual(event);
      // Only undefined values are lost: there are no dates, no maps and no numbers that JSON lacks.
      expect(event).toEqual(expect.objectContaining(JSON.parse(text)));
      expect(event.labels).toEqual([
        { label: 'automation_tool', prediction: true, mlScore: 0.93 },
        { label: 'abuse', prediction: false, mlScore: 0.02 },
      ]);
      expect(event.proximity).toEqual({ id: 'w1aTfd4MCvl', precisionRadius: 175, confidence: 0.8 });
    },
  );
});

test.each<[string, PolicyConfig['rules'], boolean | undefined]>([
  ['a label', { own: ['deny', { when: { 'event.labels.automation_tool.prediction': true } }] }, true],
  ['a score', { own: ['deny', { when: { 'event.labels.abuse.mlScore': { gte: 0.5 } } }] }, false],
  ['another label', { own: ['deny', { when: { 'event.labels.constructor.prediction': true } }] }, undefined],
  ['a zone', { own: ['deny', { when: { 'event.proximity.precisionRadius': { lte: 175 } } }] }, true],
  ['a model', { own: ['deny', { when: { 'event.deviceDetails.model': 'Pixel 7' } }] }, true],
  ['a call', { own: ['deny', { when: { 'event.activeCall': true } }] }, false],
  ['the source', { own: ['deny', { when: { 'event.source': 'device' } }] }, true],
])('conditions speak of %s', async (_what, rules = {}, holds) => {
  const event = normalizeEvent(await fetched('v4', 'mobile-device'));
  const { reasons, unknown } = evaluatePolicy({ extends: 'observe-all', rules }, { signals: {}, event });
  expect(unknown.includes('own') ? undefined : reasons.some(({ rule }) => rule === 'own')).toBe(holds);
});

test.each([
  ['event.labels', 'a signal that is an array cannot be compared'],
  ['event.labels.abuse', 'a signal that is not a single value cannot be compared'],
  ['event.labels.abuse.score', 'unknown signal'],
  ['event.labels.abuse.mlScore.more', 'unknown signal'],
  ['event.proximity', 'a signal that is not a single value cannot be compared'],
  ['event.botInfo.secret', 'unknown signal'],
])('%s: %s', (path, message) => {
  const rules = { own: ['deny', { when: { [path]: 1 } }] } as unknown as PolicyConfig['rules'];
  expect(() => evaluatePolicy({ rules }, { signals: {} })).toThrow(message);
});
