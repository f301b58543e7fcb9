import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { SIGNAL_NAMES, type SignalName, type Signals } from './signals.js';

/** A signal by name, or a path into the event such as `event.velocity.distinctIp.5m`. */
export interface SignalPath {
  /** What has to be known of the visit to follow the path. */
  reads: SignalName | 'event';
  /** The value, or undefined where it is not known. */
  read(signals: Signals, event: FingerprintEvent | undefined): unknown;
}

/** Compiles a path; undefined where it names no signal and does not lead into the event. */
export function compileSignalPath(path: string): SignalPath | undefined {
  if (isSignalName(path)) return { reads: path, read: (signals) => signals[path] };
  const [head, ...steps] = path.split('.');
  if (head !== 'event' || steps.length === 0 || steps.includes('')) return undefined;
  return { reads: 'event', read: (_signals, event) => steps.reduce(ownValue, event as unknown) };
}

function isSignalName(path: string): path is SignalName {
  return (SIGNAL_NAMES as readonly string[]).includes(path);
}

function ownValue(container: unknown, step: string): unknown {
  if (container === null || typeof container !== 'object' || !Object.hasOwn(container, step))
    return undefined;
  const value = (container as Record<string, unknown>)[step];
  return value === null ? undefined : value;
}
