import {
  EVENT_SHAPE,
  type FactKind,
  isShape,
  LABEL_SHAPE,
  type Shape,
  type ShapeNode,
} from '../event/event-shape.js';
import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { SIGNAL_KINDS, SIGNAL_NAMES, type SignalName, type Signals } from './signals.js';

/** A signal by name, or a path into the event such as `event.velocity.distinctIp.5m` or `event.labels.abuse.mlScore`. */
export interface SignalPath {
  name: string;
  /** `object`: a value with fields of its own, which cannot be compared. */
  kind: FactKind | 'object';
  /** The signal that following the path needs, or `event`. */
  reads: SignalName | 'event';
  /** The value, or undefined if it is not known. */
  read(signals: Signals, event: FingerprintEvent | undefined): unknown;
}

/** Every path except those into open values and labels: the suggestions for a mistyped one. */
export const SIGNAL_PATHS: readonly string[] = [...SIGNAL_NAMES, ...pathsInto(EVENT_SHAPE, 'event')];

/** Compiles a path; undefined if it names no signal and no field of the event. */
export function compileSignalPath(path: string): SignalPath | undefined {
  if (isSignalName(path)) {
    return { name: path, kind: SIGNAL_KINDS[path], reads: path, read: (signals) => signals[path] };
  }
  const [head, ...steps] = path.split('.');
  const kind = head === 'event' ? kindAt(steps) : undefined;
  if (kind === undefined) return undefined;
  return { name: path, kind, reads: 'event', read: (_signals, event) => follow(event, steps) };
}

function isSignalName(path: string): path is SignalName {
  return Object.hasOwn(SIGNAL_KINDS, path);
}

/** The kind of value at the end of a path; undefined if the path leads nowhere. */
function kindAt(steps: readonly string[]): SignalPath['kind'] | undefined {
  if (steps.length === 0 || steps.includes('')) return undefined;
  let node: ShapeNode | undefined = EVENT_SHAPE;
  for (const step of steps) {
    if (node === 'open') return 'open';
    if (node === 'labels') node = LABEL_SHAPE;
    else node = isShape(node) && Object.hasOwn(node, step) ? node[step] : undefined;
    if (node === undefined) return undefined;
  }
  if (node === 'labels') return 'list';
  return isShape(node) ? 'object' : node;
}

function pathsInto(shape: Shape, path: string): string[] {
  return Object.entries(shape).flatMap(([field, node]) =>
    isShape(node) ? pathsInto(node, `${path}.${field}`) : [`${path}.${field}`],
  );
}

function follow(event: FingerprintEvent | undefined, steps: readonly string[]): unknown {
  let value: unknown = event;
  for (const step of steps) {
    if (value === null || typeof value !== 'object') return undefined;
    if (Array.isArray(value) && value === event?.labels) value = value.find((item) => item?.label === step);
    else if (Object.hasOwn(value, step)) value = (value as Record<string, unknown>)[step];
    else return undefined;
  }
  return value === null ? undefined : value;
}
