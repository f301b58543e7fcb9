import { EVENT_SHAPE, isShape, LABEL_SHAPE, type Shape, type ShapeNode } from '../event/event-shape.js';
import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { isObject } from '../lib/is-object.js';
import { SIGNAL_KINDS, type Signals } from '../signals/signals.js';

/*
 * Facts as a log or a warehouse returns them: `null`, like a value of another type than the fact has, means that the fact
 * is not known.
 */

/** Reads stored signals. Returns the same object if all are of their type; never changes it. */
export const knownSignals = (signals: Signals): Signals => knownFacts(signals, SIGNAL_KINDS);

/** Reads a stored event in the same way; undefined for anything but an object. */
export function knownEvent(event: unknown): FingerprintEvent | undefined {
  if (!isObject(event)) return undefined;
  const known = knownFacts(event, EVENT_SHAPE);
  return (isObject(known.failed) ? known : { ...known, failed: {} }) as unknown as FingerprintEvent;
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
  return isOfKind(value, node) ? value : undefined;
}

function isOfKind(value: unknown, kind: Exclude<ShapeNode, Shape | 'labels'>): boolean {
  if (kind === 'open') return value !== null;
  if (kind === 'list') return Array.isArray(value);
  if (kind === 'boolean') return typeof value === 'boolean';
  return kind === 'number' ? Number.isFinite(value) : typeof value === 'string';
}

function knownLabels(labels: readonly unknown[]): readonly unknown[] {
  const known = labels.map((label) => (isObject(label) ? knownFacts(label, LABEL_SHAPE) : label));
  return known.every((label, at) => label === labels[at]) ? labels : known;
}
