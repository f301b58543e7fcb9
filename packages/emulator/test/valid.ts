import { expect } from '@jest/globals';
import { Ajv, type ValidateFunction } from 'ajv';
import type { Schema } from './schema.js';

const ajv = new Ajv({ allErrors: true });
const compiled = new Map<Schema, ValidateFunction>();

/** Expects a value to match a schema, and reports where it does not. */
export function expectValid(schema: Schema, value: unknown): void {
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  validate(value);
  expect(validate.errors ?? []).toEqual([]);
}
