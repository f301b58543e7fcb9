import { didYouMean } from '../lib/did-you-mean.js';
import { isObject } from '../lib/is-object.js';
import { throwIfAny } from '../lib/option-checks.js';
import { findRule } from '../policy/presets.js';
import { compileSignalPath, SIGNAL_PATHS, type SignalPath } from '../signals/signal-path.js';
import type { Decision, Reason } from './decision.js';

/** Fields to erase that belong neither to the signals nor to the event, and the event as a whole. */
const OTHER_FIELDS = ['request.path', 'request.route', 'event'];

/** The replacement for a reason's message. */
const ERASED = 'the observed value is erased';

/**
 * The fields to leave out of every record, parsed once. A reason that shows the value of one of them no longer does.
 */
export class Erasure {
  readonly paths: ReadonlySet<string>;
  readonly #facts: readonly SignalPath[];

  /**
   * @throws FingerprintError `ERR_FP_OPTION` for a path that is not a field of a record: its value would still be
   * written.
   */
  constructor(erase: readonly string[]) {
    throwIfAny(Array.isArray(erase) ? erase.flatMap(findIssue) : ['erase: expected an array of paths']);
    this.paths = new Set(erase);
    this.#facts = erase.flatMap((path) => factAt(path) ?? []);
  }

  has(path: string): boolean {
    return this.paths.has(path);
  }

  /** Builds the filter for the reasons of a decision. */
  of({ signals, event }: Decision): (reason: Reason) => Reason {
    if (this.#facts.length === 0 && !this.has('event')) return (reason) => reason;
    const values = new Set<unknown>();
    for (const fact of this.#facts) addLeaves(fact.read(signals, event), values);
    if (this.has('event') && event) addLeaves({ ...event, raw: undefined }, values);
    return (reason) => this.#eraseIn(reason, values);
  }

  #eraseIn(reason: Reason, values: ReadonlySet<unknown>): Reason {
    const { actual, expected, ...rest } = reason;
    const reads = findRule(reason.rule)?.reads ?? [];
    const read = this.#facts.filter((fact) => reads.includes(fact.reads));
    // Messages put numbers and the like into their own words, and never contain private values.
    if (read.some((fact) => !isPrivate(fact)) || (this.has('event') && reads.includes('event')))
      return { ...rest, message: ERASED };
    const [seen, allowed] = [actual, expected].map((value) => this.#without(value, values));
    // A message may also reveal more than its rule reads.
    const told = shows(reason.message, values);
    const lost = !isEqual(seen, actual) || !isEqual(allowed, expected);
    return {
      ...rest,
      ...(told || (lost && reads.length === 0) ? { message: ERASED } : {}),
      ...(seen === undefined ? {} : { actual: seen }),
      ...(allowed === undefined ? {} : { expected: allowed }),
    };
  }

  /** Returns the value without anything that has the name or the value of an erased field. */
  #without(value: unknown, values: ReadonlySet<unknown>): unknown {
    if (Array.isArray(value)) {
      const kept = value.map((item) => this.#without(item, values)).filter((item) => item !== undefined);
      return kept.length === 0 && value.length > 0 ? undefined : kept;
    }
    if (isObject(value)) {
      const entries = Object.entries(value).flatMap(([name, inside]) => {
        const kept = this.#isNamed(name) ? undefined : this.#without(inside, values);
        return kept === undefined ? [] : [[name, kept] as const];
      });
      return entries.length === 0 ? undefined : Object.fromEntries(entries);
    }
    return shows(value, values) ? undefined : value;
  }

  #isNamed(name: string): boolean {
    if (this.has('event') && name.startsWith('event.')) return true;
    return this.#facts.some((fact) => name === fact.name || name.startsWith(`${fact.name}.`));
  }
}

/** Finds the signal or the event's field at a path of a record. */
function factAt(path: string): SignalPath | undefined {
  const name = path.startsWith('signals.') ? path.slice('signals.'.length) : path;
  const fact = compileSignalPath(name);
  return fact && (fact.reads === 'event') === (name === path) ? fact : undefined;
}

function findIssue(path: unknown): string[] {
  if (typeof path !== 'string') return ['erase: expected an array of paths'];
  if (OTHER_FIELDS.includes(path) || factAt(path)) return [];
  const known = SIGNAL_PATHS.map((name) => (name.startsWith('event.') ? name : `signals.${name}`));
  return [`erase: '${path}' is not a field of a record${didYouMean(path, [...known, ...OTHER_FIELDS])}`];
}

const isPrivate = ({ kind }: SignalPath): boolean => kind === 'private' || kind === 'open';

/** Collects the distinctive values; a boolean is not one. */
function addLeaves(value: unknown, leaves: Set<unknown>): void {
  if (typeof value === 'object' && value !== null)
    for (const inside of Object.values(value)) addLeaves(inside, leaves);
  else if (typeof value === 'number' || (typeof value === 'string' && value !== '')) leaves.add(value);
}

/** A shorter string may be part of another by chance. */
const MIN_PART = 4;

function shows(value: unknown, values: ReadonlySet<unknown>): boolean {
  if (values.has(value)) return true;
  if (typeof value !== 'string') return false;
  return [...values].some(
    (erased) => typeof erased === 'string' && erased.length >= MIN_PART && value.includes(erased),
  );
}

const isEqual = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
