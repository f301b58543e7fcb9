import { type Decision, isFingerprintError, type Reason, type Signals } from '@fingerprint-guard/core';
import { OTHER } from './scope.js';

/** The possible values of each attribute: no other part of a decision is ever exported. */
const VALUES = {
  action: { allow: true, challenge: true, deny: true },
  mode: { enforce: true, monitor: true },
  source: { sealed: true, cache: true, api: true, none: true },
  level: { observe: true, challenge: true, deny: true },
  lookup: { found: true, unknown: true, unavailable: true, refused: true, skipped: true },
} as const satisfies {
  action: Record<Decision['action'], true>;
  mode: Record<Decision['mode'], true>;
  source: Record<Decision['source'], true>;
  level: Record<Reason['level'], true>;
  lookup: Record<NonNullable<Signals['lookup']>, true>;
};

/** The level of a rule that could not be judged; a custom guard may not provide it. */
export const levelOf = (level: string | undefined): string => oneOf('level', level);

/** Reads the attributes of a decision that have a fixed set of values. */
export function outcomeOf({ action, mode, source, signals }: Decision) {
  return {
    action: oneOf('action', action),
    mode: oneOf('mode', mode),
    source: oneOf('source', source),
    lookup: oneOf('lookup', signals.lookup),
  };
}

function oneOf(name: keyof typeof VALUES, value: string = OTHER): string {
  return Object.hasOwn(VALUES[name], value) ? value : OTHER;
}

/** The code of an error of this library, the class of any other: its message may contain parts of the request. */
export function errorTypeOf(error: unknown): string {
  if (isFingerprintError(error)) return error.code;
  return (error instanceof Error && error.constructor.name) || OTHER;
}
