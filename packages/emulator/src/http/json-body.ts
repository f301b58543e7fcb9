import type { IncomingMessage } from 'node:http';
import { EmulatorError } from '../emulator-error.js';
import { isObject, type JsonObject, parseJson } from '../json.js';
import { MAX_BODY_BYTES, readBody } from './body.js';

/** A request body longer than the emulator reads. */
export class BodyTooLarge extends EmulatorError {}

/**
 * Reads a request's body as a JSON object; an empty body is an empty object.
 * @throws EmulatorError if it is anything else, BodyTooLarge if it is too long.
 */
export async function readJsonBody(request: IncomingMessage): Promise<JsonObject> {
  const text = await readBody(request);
  if (text === undefined) throw new BodyTooLarge(`the request body is larger than ${MAX_BODY_BYTES} bytes`);
  if (text.trim() === '') return {};
  const value = parsed(text);
  if (!isObject(value)) throw new EmulatorError('the request body is not a JSON object');
  return value;
}

function parsed(text: string) {
  try {
    return parseJson(text);
  } catch (cause) {
    throw new EmulatorError('the request body is not valid JSON', { cause });
  }
}
