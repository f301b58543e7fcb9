import { isShape, LABEL_SHAPE, type Shape, type ShapeNode } from '../event/event-shape.js';

/** The size of all values of a record together, in bytes of JSON. An honest record takes a tenth of it. */
const MAX_BYTES = 14_336;

/** The size of one value, in bytes of JSON: pages and clients choose the length of some. */
const MAX_VALUE_BYTES = 1024;

/** The length of a message or a name, in characters. */
const MAX_TEXT_CHARS = 300;

/**
 * Copies the parts of a record as plain JSON, within bounds. Facts are copied whole or not at all, because part of a
 * fact is a different fact; text for people is shortened.
 */
export class BoundedCopy {
  readonly #erased: ReadonlySet<string>;
  #leftBytes = MAX_BYTES;
  /** Paths of values that are not copied because they are too large or not JSON. */
  readonly omitted = new Set<string>();

  /** @param erased Paths of values that are not copied because nobody may see them. */
  constructor(erased: ReadonlySet<string>) {
    this.#erased = erased;
  }

  /** Shortens a string if it is too long. */
  text(value: string): string {
    const text = String(value);
    const fitting = text.length <= MAX_TEXT_CHARS ? text : `${text.slice(0, MAX_TEXT_CHARS - 1)}…`;
    return this.#fits(JSON.stringify(fitting)) ? fitting : '…';
  }

  /** Returns a number that JSON can represent. */
  number(value: number): number {
    return Number.isFinite(value) ? value + 0 : 0;
  }

  /** Returns a property with a copy of the value; none without a value, or if it is too large. */
  field<Name extends string>(name: Name, value: unknown, path: string): { [name in Name]?: unknown } {
    if (value === undefined) return {};
    const copied = this.#value(value);
    if (copied === undefined) this.omitted.add(`${path}.${name}`);
    return copied === undefined ? {} : ({ [name]: copied } as { [name in Name]: unknown });
  }

  /** Copies items until the space is used up. */
  list<Item, Copy>(items: readonly Item[], path: string, copyItem: (item: Item) => Copy): Copy[] {
    const copies: Copy[] = [];
    for (const item of items) {
      if (this.#leftBytes <= MAX_VALUE_BYTES) {
        this.omitted.add(path);
        break;
      }
      copies.push(copyItem(item));
    }
    return copies;
  }

  /** Copies the fields that a shape has, each of its kind; others are not copied. */
  shaped(value: object, shape: Shape, path: string): object {
    const copied: Record<string, unknown> = {};
    for (const [name, kind] of Object.entries(shape)) {
      const [field, fieldPath] = [(value as Record<string, unknown>)[name], `${path}.${name}`];
      if (field === undefined || this.#erased.has(fieldPath)) continue;
      const copy = this.#ofKind(field, kind, fieldPath);
      if (copy === undefined) this.omitted.add(fieldPath);
      else copied[name] = copy;
    }
    return copied;
  }

  #ofKind(value: unknown, kind: ShapeNode, path: string): unknown {
    if (isShape(kind)) return isObject(value) ? this.shaped(value, kind, path) : undefined;
    if (!isOfKind(value, kind)) return undefined;
    const copy = this.#value(value);
    if (kind === 'open') this.#erase(copy, path);
    return copy;
  }

  /** Removes the erased fields from a value of unknown shape. */
  #erase(value: unknown, path: string): void {
    for (const erased of this.#erased) {
      if (!erased.startsWith(`${path}.`)) continue;
      const steps = erased.slice(path.length + 1).split('.');
      const last = steps.pop() as string;
      const holder = steps.reduce<unknown>(
        (inside, step) => (isObject(inside) ? own(inside, step) : undefined),
        value,
      );
      if (isObject(holder)) Reflect.deleteProperty(holder, last);
    }
  }

  /** Copies through JSON; undefined for a value that is not JSON or too large. */
  #value(value: unknown): unknown {
    if (typeof value === 'number') return Number.isFinite(value) ? this.number(value) : undefined;
    const json = toJson(value);
    return json !== undefined && this.#fits(json) ? JSON.parse(json) : undefined;
  }

  #fits(json: string): boolean {
    const bytes = json.length > MAX_VALUE_BYTES ? json.length : new TextEncoder().encode(json).length;
    if (bytes > MAX_VALUE_BYTES || bytes > this.#leftBytes) return false;
    this.#leftBytes -= bytes;
    return true;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const own = (holder: Record<string, unknown>, name: string): unknown =>
  Object.hasOwn(holder, name) ? holder[name] : undefined;

function isOfKind(value: unknown, kind: Exclude<ShapeNode, Shape>): boolean {
  if (kind === 'open') return true;
  if (kind === 'boolean' || kind === 'number') return typeof value === kind;
  if (kind === 'labels') return Array.isArray(value) && value.every(isLabel);
  if (kind === 'list') return Array.isArray(value) && value.every((item) => typeof item === 'string');
  return typeof value === 'string';
}

/** A label consists of its name and of the fields that are compared, each of its kind. */
function isLabel(item: unknown): boolean {
  if (!isObject(item) || typeof item.label !== 'string') return false;
  const { label: _, ...others } = item;
  return Object.entries(others).every(
    ([name, value]) =>
      value === undefined ||
      (typeof value === (LABEL_SHAPE as Readonly<Record<string, unknown>>)[name] &&
        (typeof value !== 'number' || Number.isFinite(value))),
  );
}

/** Circular references, big integers and functions are not JSON. */
function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
