import { EVENT_SHAPE, isShape, LABEL_SHAPE, type Shape, type ShapeNode } from '../event/event-shape.js';
import { isObject } from '../lib/is-object.js';
import { SIGNAL_KINDS } from '../signals/signals.js';
import type { Evidence } from './evidence.js';

/** The parts of a decision in a log or a warehouse that an evaluation reads. */
const EVIDENCE_SHAPE = {
  signals: SIGNAL_KINDS,
  event: EVENT_SHAPE,
  source: 'text',
  id: 'text',
  at: 'number',
  required: 'boolean',
  request: { method: 'text', path: 'text', route: 'text' },
  elapsedMs: 'number',
} as const satisfies Record<keyof Evidence, ShapeNode>;

/** The stand-in for an item of another type, which counts as an item of its list. */
const UNKNOWN_ITEM = 'unknown';

/**
 * Reads stored evidence: `null`, like a value of another type than the fact has, means that the fact is not known.
 * Returns the same object if all are of their type; never changes it.
 */
export function knownEvidence(evidence: Evidence): Evidence {
  const known = knownFacts(evidence, EVIDENCE_SHAPE);
  const { request } = known;
  if (!request || (request.method !== undefined && request.path !== undefined)) return known;
  return { ...known, request: { ...request, method: request.method ?? '', path: request.path ?? '' } };
}

function knownFacts<Facts extends object>(facts: Facts, shape: Shape): Facts {
  const given = facts as Readonly<Record<string, unknown>>;
  let known: Record<string, unknown> | undefined;
  for (const name in shape) {
    const value = given[name];
    if (value === undefined) continue;
    const read = knownValue(value, shape[name] as ShapeNode);
    if (read === value) continue;
    known ??= { ...given };
    known[name] = read;
  }
  return (known ?? facts) as Facts;
}

function knownValue(value: unknown, node: ShapeNode): unknown {
  if (isShape(node)) return isObject(value) ? knownFacts(value, node) : undefined;
  if (node === 'labels') return Array.isArray(value) ? knownLabels(value) : undefined;
  if (node === 'list') return Array.isArray(value) ? knownItems(value) : undefined;
  return isOfKind(value, node) ? value : undefined;
}

function isOfKind(value: unknown, kind: Exclude<ShapeNode, Shape | 'labels' | 'list'>): boolean {
  if (kind === 'open') return value !== null;
  if (kind === 'boolean') return typeof value === 'boolean';
  return kind === 'number' ? Number.isFinite(value) : typeof value === 'string';
}

function knownLabels(labels: readonly unknown[]): readonly unknown[] {
  const known = labels.map((label) => (isObject(label) ? knownFacts(label, LABEL_SHAPE) : label));
  return known.every((label, at) => label === labels[at]) ? labels : known;
}

function knownItems(items: readonly unknown[]): readonly unknown[] {
  return items.every(isText) ? items : items.map((item) => (isText(item) ? item : UNKNOWN_ITEM));
}

const isText = (item: unknown): boolean => typeof item === 'string';
