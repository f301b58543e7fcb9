import { isObject, type Json, type JsonObject } from '../json.js';

/** The parts of an event that can be changed afterwards, by the names of v4. */
export interface EventUpdate {
  readonly linked_id?: string;
  readonly tags?: JsonObject;
  readonly suspect?: boolean;
}

/** The names that a generation has for the parts of an update. */
export interface UpdateNames {
  readonly linkedId: string;
  readonly tags: string;
}

const MAX_LINKED_ID_LENGTH = 256;
const MAX_TAGS_BYTES = 16_384;

/** Reads an update from a request's body; if the result is a string, it says what is invalid. */
export function readUpdate(body: Json | undefined, names: UpdateNames): EventUpdate | string {
  const invalid = 'request body is not valid';
  if (!isObject(body)) return invalid;
  const { [names.linkedId]: linkedId, [names.tags]: tags, suspect, ...others } = body;
  if (Object.keys(others).length > 0) return invalid;
  if (linkedId !== undefined && typeof linkedId !== 'string') return invalid;
  if (linkedId !== undefined && linkedId.length > MAX_LINKED_ID_LENGTH) {
    return `linked_id can't be greater than ${MAX_LINKED_ID_LENGTH} characters long`;
  }
  if (tags !== undefined && !(isObject(tags) && sizeOf(tags) <= MAX_TAGS_BYTES)) return invalid;
  if (suspect !== undefined && typeof suspect !== 'boolean') return invalid;
  return {
    ...(linkedId !== undefined && { linked_id: linkedId }),
    ...(tags !== undefined && { tags }),
    ...(suspect !== undefined && { suspect }),
  };
}

const sizeOf = (value: JsonObject): number => Buffer.byteLength(JSON.stringify(value));
