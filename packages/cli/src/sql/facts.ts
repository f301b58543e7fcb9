import { signalType } from '@fingerprint-guard/core';
import type { Dialect, Literal, Place } from './dialect.js';
import { Inexpressible } from './inexpressible.js';
import { any, type Truth } from './logic.js';

/** The maximum length of a column's name, before a number is added. */
const MAX_NAME = 100;

/** The facts of a record that a query reads, each as its own column. */
export class Facts {
  readonly #dialect: Dialect;
  readonly #columns = new Map<string, string>();
  readonly #names = new Set<string>();

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /** The columns, as `expression AS name`. */
  get columns(): readonly string[] {
    return [...this.#columns].map(([expression, name]) => `${expression} AS ${name}`);
  }

  /** A boolean; NULL for anything else. */
  flag(path: string): Truth {
    return this.#column(path, '', (place) => this.#dialect.boolean(place));
  }

  /** A number; NULL for anything else. */
  number(path: string): string {
    return this.#column(path, 'number', (place) => this.#dialect.number(place));
  }

  /** A string; NULL for anything else. */
  text(path: string): string {
    return this.#column(path, 'text', (place) => this.#dialect.text(place));
  }

  /** TRUE if a fact is known, which a value of another type is not, else FALSE; never NULL. */
  exists(path: string): Truth {
    const type = signalType(path);
    if (type === 'boolean') return `(${this.flag(path)} IS NOT NULL)`;
    if (type === 'number') return `(${this.number(path)} IS NOT NULL)`;
    if (type === 'string') return `(${this.text(path)} IS NOT NULL)`;
    if (type === 'array') return `(${this.length(path)} IS NOT NULL)`;
    return this.#column(path, 'known', (place) =>
      type === 'object' ? this.#dialect.isObject(place) : this.#dialect.exists(place),
    );
  }

  /** The length of an array. */
  length(path: string): string {
    return this.#column(path, 'length', (place) => this.#dialect.length(place));
  }

  /** TRUE if an array contains a string, else FALSE. */
  contains(path: string, text: string): Truth {
    return this.#column(path, 'contains', (place) => this.#dialect.contains(place, text));
  }

  /** TRUE if an object has fields, else FALSE. */
  hasFields(path: string): Truth {
    return this.#column(path, 'fields', (place) => this.#dialect.hasFields(place));
  }

  /** A value, written for the query. */
  literal(value: Literal): string {
    return this.#dialect.literal(value);
  }

  /** TRUE if a fact equals one of the values in type and value, FALSE if it equals none; NULL if it is not known. */
  isOneOf(path: string, values: readonly Literal[]): Truth {
    const written = (type: string) =>
      values.filter((value) => typeof value === type).map((value) => this.#dialect.literal(value));
    const [texts, numbers] = [written('string'), written('number')];
    const flags = values.filter((value) => typeof value === 'boolean');
    const tests = [
      ...(texts.length > 0 ? [`COALESCE(${this.text(path)} IN (${texts.join(', ')}), FALSE)`] : []),
      ...(numbers.length > 0 ? [`COALESCE(${this.number(path)} IN (${numbers.join(', ')}), FALSE)`] : []),
      ...flags.map((flag) => `COALESCE(${this.flag(path)} = ${this.#dialect.literal(flag)}, FALSE)`),
    ];
    return `CASE WHEN ${this.exists(path)} THEN ${any(...tests)} END`;
  }

  /** Compares a number; NULL for anything else. */
  compare(path: string, operator: '>' | '>=' | '<' | '<=', bound: number): Truth {
    return `(${this.number(path)} ${operator} ${this.#dialect.literal(bound)})`;
  }

  /** TRUE for a string with this start and end, and something in between. */
  isBetween(path: string, start: string, end: string): Truth {
    return this.#dialect.isBetween(this.text(path), start, end);
  }

  #column(path: string, what: string, expressionAt: (place: Place) => string): string {
    const expression = expressionAt(placeOf(path));
    const known = this.#columns.get(expression);
    if (known !== undefined) return known;
    const name = this.#nameFor(`f_${path}${what && `_${what}`}`);
    this.#columns.set(expression, name);
    return name;
  }

  /** Returns a short, unique name: some databases do not distinguish upper and lower case. */
  #nameFor(wanted: string): string {
    const plain = wanted.replace(/\W+/g, '_').slice(0, MAX_NAME);
    let name = plain;
    for (let count = 2; this.#names.has(name.toLowerCase()); count++) name = `${plain}_${count}`;
    this.#names.add(name.toLowerCase());
    return name;
  }
}

/** Finds the place of a signal or of a field of the event. */
function placeOf(path: string): Place {
  const [head, field, ...steps] = path.split('.');
  if (head !== 'event') return { column: 'signals', steps: [path] };
  if (field === undefined) return { column: 'event', steps: [] };
  const [label, ...more] = steps;
  if (field === 'labels' && label !== undefined) return { column: 'event', label, steps: more };
  // Only in open values can a step lead into an array.
  if (steps.some((step) => /^(\d+|length)$/.test(step)))
    throw new Inexpressible(`${path} may lead into an array`);
  if (steps.some((step) => /["\\\p{Cc}]/u.test(step)))
    throw new Inexpressible(`${path} has a name that not every database can search for`);
  return { column: 'event', steps: [field, ...steps] };
}
