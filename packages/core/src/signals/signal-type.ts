import { compileSignalPath, type SignalPath } from './signal-path.js';

/** The type of a signal's value. `any`: a value that the page or the API may choose freely, such as a tag. */
export type SignalType = 'boolean' | 'number' | 'string' | 'array' | 'object' | 'any';

/**
 * Returns the type of a signal, or of a path into the event, as conditions name them; undefined if there is no such
 * signal, also for anything but a string. For tools that read recorded decisions: a value of another type is not known.
 * @example
 * ```ts
 * import { signalType } from '@fingerprint-guard/core';
 *
 * signalType('suspectScore'); // 'number'
 * signalType('event.tags.plan'); // 'any'
 * signalType('suspectSkore'); // undefined
 * ```
 */
export function signalType(path: string): SignalType | undefined {
  if (path === 'event') return 'object';
  const signal = typeof path === 'string' ? compileSignalPath(path) : undefined;
  return signal && typeOf(signal.kind);
}

function typeOf(kind: SignalPath['kind']): SignalType {
  if (kind === 'boolean' || kind === 'number' || kind === 'object') return kind;
  if (kind === 'list') return 'array';
  return kind === 'open' ? 'any' : 'string';
}
