import { object } from './fields.js';

/** The member that is left out; its value is a large object. */
const RAW_ATTRIBUTES = /"raw_device_attributes"\s*:\s*(?=\{)/;

/** Stands in for it. No API sends this. */
const LEFT_OUT = 'left out while parsing';

/**
 * Parses the JSON of an event without its raw device attributes: they are half of an event, and no signal is made of
 * them. Any other text is parsed as it is.
 * @throws SyntaxError if it is not JSON. What is left out is not checked.
 */
export function parseEvent(text: string): unknown {
  const name = RAW_ATTRIBUTES.exec(text);
  if (!name) return JSON.parse(text);
  const start = name.index + name[0].length;
  const rest = text.slice(endOfObject(text, start));
  const json: unknown = JSON.parse(`${text.slice(0, start)}"${LEFT_OUT}"${rest}`);
  // Tags come from the client, and may have a member of the same name.
  return object(json)?.raw_device_attributes === LEFT_OUT ? json : JSON.parse(text);
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/** Finds the end of the JSON object that starts here; the end of the text if it has none. */
function endOfObject(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) at = endOfString(text, at);
    else if (char === OPENING_BRACE) depth++;
    else if (char === CLOSING_BRACE && --depth === 0) return at + 1;
  }
  return text.length;
}

/** Finds the closing quote of a string; the end of the text if it has none. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}
