import { EVENT_SHAPE, isShape, type Shape, type ShapeNode } from '../../src/event/event-shape.js';
import type { DecisionRecord } from '../../src/index.js';
import { LEVELS } from '../../src/policy/level.js';
import type { JsonSchema } from '../../src/policy/option.js';
import { SIGNAL_KINDS } from '../../src/signals/signals.js';

const ref = (name: string): JsonSchema => ({ $ref: `#/definitions/${name}` });
const text: JsonSchema = { type: 'string' };
const flag: JsonSchema = { type: 'boolean' };
const number: JsonSchema = { type: 'number' };
const texts: JsonSchema = { type: 'array', items: text };
const oneOf = (...values: readonly string[]): JsonSchema => ({ enum: values });
const described = (description: string, schema: JsonSchema): JsonSchema => ({ description, ...schema });

const ACTIONS = ['allow', 'challenge', 'deny'];
const REASONS: JsonSchema = { type: 'array', items: ref('reason') };
const REVISION: JsonSchema = { type: 'string', pattern: '^[0-9a-f]{12}$' };

/** The properties of a record; the compiler keeps them complete. */
const PROPERTIES: Record<keyof DecisionRecord, JsonSchema> = {
  v: described('The version of the form. Fields added within a version may be absent.', { const: 1 }),
  id: described('The decisionId that a blocked client receives.', text),
  at: described('The time of the check, ms since 1970.', number),
  action: described('The conclusion of the policy.', oneOf(...ACTIONS)),
  blocked: described('The request was blocked.', flag),
  required: described('A route required the decision; false for one that was only attached.', flag),
  mode: oneOf('enforce', 'monitor'),
  policy: described("The policy's name, 'default' or 'inline'.", text),
  policyRevision: described('The same for equal policies, different for others.', REVISION),
  request: ref('request'),
  reasons: described('Rules that matched at challenge or deny, worst first.', REASONS),
  observed: described('Rules that matched at observe.', REASONS),
  unknown: described('Undecided rules.', texts),
  unknownLevels: described('The level that each of these rules has in the policy, in the same order.', {
    type: 'array',
    items: { enum: LEVELS.filter((level) => level !== 'off') },
  }),
  failedOpen: described(
    'Allowed although the event could not be retrieved, or the replay store could not hold its one use.',
    flag,
  ),
  signals: ref('signals'),
  event: ref('event'),
  source: described('The source of the event.', oneOf('sealed', 'cache', 'api', 'none')),
  error: described('The reason why the event could not be retrieved.', ref('error')),
  shadow: described('The conclusion of a second policy.', ref('shadow')),
  elapsedMs: described('The time that the check took, ms.', number),
  erased: described('Fields that were erased: nothing follows from their absence.', texts),
  omitted: described('Fields that were too large: nothing follows from their absence.', texts),
  sampled: described('The share of visitors whose uneventful decisions are kept.', {
    type: 'number',
    minimum: 0,
    exclusiveMaximum: 1,
  }),
};

const OPTIONAL = ['unknownLevels', 'event', 'error', 'shadow', 'erased', 'omitted', 'sampled'];

/**
 * The JSON Schema of a record of a decision, from its type and the shapes of signals and events.
 * @param closed Nothing else may be in a record: for what this version writes. Readers let later fields pass.
 */
export function recordSchema(closed = false): JsonSchema {
  const object = (properties: Record<string, JsonSchema>, required: readonly string[] = []): JsonSchema => ({
    type: 'object',
    properties,
    ...(required.length > 0 ? { required } : {}),
    ...(closed ? { additionalProperties: false } : {}),
  });
  const facts = (shape: Shape, required: readonly string[] = []): JsonSchema =>
    object(Object.fromEntries(Object.entries(shape).map(([name, kind]) => [name, fact(kind)])), required);
  const label = object({ label: text, prediction: flag, mlScore: number }, ['label']);
  const fact = (kind: ShapeNode): JsonSchema => {
    if (isShape(kind)) return facts(kind);
    if (kind === 'open') return {};
    if (kind === 'boolean' || kind === 'number') return { type: kind };
    if (kind === 'list') return texts;
    if (kind === 'labels') return { type: 'array', items: label };
    return typeof kind === 'string' ? text : described(`One of ${kind.join(', ')}, or a later one.`, text);
  };
  const { raw: _, ...event } = EVENT_SHAPE;
  const judged = { policy: text, policyRevision: REVISION, action: oneOf(...ACTIONS), reasons: REASONS };

  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A decision of Fingerprint Guard, as a record',
    ...object(
      PROPERTIES,
      Object.keys(PROPERTIES).filter((name) => !OPTIONAL.includes(name)),
    ),
    definitions: {
      request: object({ method: text, path: text, route: text }, ['method', 'path']),
      reason: object(
        {
          rule: text,
          level: oneOf(...LEVELS.filter((level) => level !== 'off')),
          message: text,
          actual: {},
          expected: {},
          outsideSample: { const: true },
        },
        ['rule', 'level', 'message'],
      ),
      signals: facts(SIGNAL_KINDS),
      event: facts(event, ['failed']),
      error: object({ code: text, message: text, status: number, apiCode: text }, ['code', 'message']),
      shadow: object({ ...judged, unknown: texts }, [...Object.keys(judged), 'unknown']),
    },
  };
}
