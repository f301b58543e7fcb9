import { parseAddress } from '../events/address.js';
import { isObject, type Json, type JsonObject, parseJson } from '../json.js';

/** A request to be analysed, as a client of the API describes it. */
export interface EdgeRequest {
  readonly url: string;
  /** In the order in which they were received. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** Those of both families that the client has. */
  readonly addresses: readonly string[];
  readonly linkedId: string | undefined;
  readonly tags: JsonObject;
}

const FIELDS = ['headers', 'url', 'ipv4_address', 'ipv6_address', 'linked_id', 'tags'];
const INVALID = 'request body is not valid';

/** The same bounds that an event's own update has. */
const MAX_LINKED_ID_LENGTH = 256;
const MAX_TAGS_BYTES = 16_384;

/** Reads a request from a body; a string instead says what is invalid. */
export function readEdgeRequest(body: string): EdgeRequest | string {
  const json = parsed(body);
  if (!isObject(json)) return INVALID;
  const unknown = Object.keys(json).find((name) => !FIELDS.includes(name));
  if (unknown !== undefined) return `request body contains an unknown field ${JSON.stringify(unknown)}`;
  const { url, headers, ipv4_address: v4, ipv6_address: v6, linked_id: linkedId, tags = {} } = json;
  if (typeof url !== 'string' || !/^https?:\/\//i.test(url) || !URL.canParse(url)) return INVALID;
  if (!Array.isArray(headers) || !headers.every(isHeader)) return INVALID;
  if (v4 === undefined && v6 === undefined) return 'at least one of ipv4_address or ipv6_address is required';
  if (!isOfFamily(v4, 'v4') || !isOfFamily(v6, 'v6')) return 'invalid ip address';
  if (linkedId !== undefined && typeof linkedId !== 'string') return INVALID;
  if ((linkedId?.length ?? 0) > MAX_LINKED_ID_LENGTH)
    return `linked_id can't be greater than ${MAX_LINKED_ID_LENGTH} characters long`;
  if (!isObject(tags) || Buffer.byteLength(JSON.stringify(tags)) > MAX_TAGS_BYTES) return INVALID;
  const addresses = [v4, v6].filter((address) => typeof address === 'string');
  return { url, headers: headers as unknown as EdgeRequest['headers'], addresses, linkedId, tags };
}

function parsed(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

const isHeader = (header: Json): boolean =>
  isObject(header) &&
  typeof header.name === 'string' &&
  header.name !== '' &&
  typeof header.value === 'string' &&
  Object.keys(header).length === 2;

function isOfFamily(address: Json | undefined, family: 'v4' | 'v6'): boolean {
  return address === undefined || (typeof address === 'string' && parseAddress(address)?.family === family);
}
