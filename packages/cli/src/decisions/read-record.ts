import type { DecisionRecord } from '@fingerprint-guard/core';

const ACTIONS = ['allow', 'challenge', 'deny'];
const MODES = ['enforce', 'monitor'];
const LEVELS = ['observe', 'challenge', 'deny'];

/**
 * Reads the record in a line, also in a logger's line that has it as `decision`.
 * @returns what is wrong with it, in words, if it is not a record.
 */
export function readRecord(value: unknown): DecisionRecord | string {
  if (Array.isArray(value)) return 'an array: expected one record per line';
  const given = isObject(value) && !('signals' in value) && isObject(value.decision) ? value.decision : value;
  if (!isObject(given) || !('signals' in given || 'action' in given)) return 'not a record of a decision';
  if (given.v === undefined) return 'a record without a version';
  if (given.v !== 1) return `a record of version ${JSON.stringify(given.v)?.slice(0, 20)}, not 1`;
  const wrong = wrongField(given);
  return wrong === undefined
    ? withoutWrongFacts(given as unknown as DecisionRecord)
    : `its field ${wrong} is not that of a record`;
}

/** The signals that commands read themselves. */
const READ_SIGNALS = ['lookup', 'lookupCause', 'replayStore', 'visitorId', 'linkedId'] as const;

/** Leaves out facts of another type that commands read themselves: as to `evaluatePolicy`, they are unknown. */
function withoutWrongFacts(record: DecisionRecord): DecisionRecord {
  const { signals, event } = record;
  const isWrong = (name: (typeof READ_SIGNALS)[number]) =>
    signals[name] !== undefined && typeof signals[name] !== 'string';
  if (!READ_SIGNALS.some(isWrong) && (event === undefined || isObject(event))) return record;
  const { event: _, ...rest } = record;
  const unknown = Object.fromEntries(READ_SIGNALS.filter(isWrong).map((name) => [name, undefined]));
  return { ...rest, signals: { ...signals, ...unknown }, ...(isObject(event) ? { event } : {}) };
}

function wrongField(given: Record<string, unknown>): string | undefined {
  if (typeof given.id !== 'string') return 'id';
  if (!Number.isFinite(given.at) || Math.abs(given.at as number) > MAX_DATE_MS) return 'at';
  if (!ACTIONS.includes(given.action as string)) return 'action';
  if (typeof given.policy !== 'string') return 'policy';
  if (!isObject(given.signals)) return 'signals';
  if (!MODES.includes(given.mode as string)) return 'mode';
  const { request, sampled, shadow } = given;
  if (!isObject(request) || typeof request.method !== 'string' || typeof request.path !== 'string')
    return 'request';
  if (request.route !== undefined && typeof request.route !== 'string') return 'request.route';
  if (shadow !== undefined && !isShadow(shadow)) return 'shadow';
  if (sampled !== undefined && !(typeof sampled === 'number' && sampled > 0 && sampled <= 1))
    return 'sampled';
  return (
    ['blocked', 'required', 'failedOpen'].find((name) => typeof given[name] !== 'boolean') ??
    ['reasons', 'observed'].find((name) => !isReasons(given[name])) ??
    (isNames(given.unknown) ? undefined : 'unknown') ??
    ['erased', 'omitted'].find((name) => given[name] !== undefined && !isNames(given[name]))
  );
}

/** The latest time that `Date` can represent. */
const MAX_DATE_MS = 8.64e15;

const isShadow = (value: unknown): boolean =>
  isObject(value) && typeof value.policy === 'string' && ACTIONS.includes(value.action as string);

const isReasons = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every((reason) => typeof reason?.rule === 'string' && LEVELS.includes(reason.level));

const isNames = (value: unknown): boolean =>
  Array.isArray(value) && value.every((name) => typeof name === 'string');

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
