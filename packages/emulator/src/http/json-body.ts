import type { IncomingMessage } from 'node:http';
import { EmulatorError } from '../emulator-error.js';
import { isObject, type JsonObject, parseJson } from '../json.js';

const maxBytes = 1_048_576;

/** A request body longer than the emulator reads. */
export class BodyTooLarge extends EmulatorError {}

/**
 * Reads a request's body, of at most 1 MiB, as a JSON object; an empty body is an empty object.
 * @throws EmulatorError when it is anything else, BodyTooLarge when it is longer.
 */
export async function readJsonBody(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // The rest is read, not kept: to stop reading would break the connection the answer goes out on.
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  if (bytes > maxBytes) throw new BodyTooLarge(`the request body is larger than ${maxBytes} bytes`);
  const text = Buffer.concat(chunks).toString('utf8');
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
