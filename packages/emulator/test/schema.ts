/** A JSON schema. */
export type Schema = Readonly<Record<string, unknown>>;

export const text: Schema = { type: 'string' };
export const flag: Schema = { type: 'boolean' };
export const whole: Schema = { type: 'integer' };
export const number: Schema = { type: 'number' };
export const share: Schema = { type: 'number', minimum: 0, maximum: 1 };
export const level = oneOf('low', 'medium', 'high');

/** One of these strings. */
export function oneOf(...values: string[]): Schema {
  return { type: 'string', enum: values };
}

/** An array of one type. */
export function listOf(items: Schema): Schema {
  return { type: 'array', items };
}

/** An object of these properties and no others. */
export function object(properties: Readonly<Record<string, Schema>>, ...required: string[]): Schema {
  return { type: 'object', properties, required, additionalProperties: false };
}

/** The same type for several properties. */
export function each(type: Schema, names: string): Record<string, Schema> {
  return Object.fromEntries(names.split(' ').map((name) => [name, type]));
}
