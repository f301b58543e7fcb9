import { FingerprintError } from '../lib/errors.js';
import { isObject } from '../lib/is-object.js';
import { anyObject, type Check, findIssues, throwIfAny } from '../lib/option-checks.js';
import { parseAddress } from '../location/address.js';
import { ID_PLACES, SEALED_PLACES, VISITOR_PLACES } from '../request/event-place.js';

/** One header of a request. */
export interface EdgeHeader {
  /** The name, as it was received. */
  name: string;
  /** The value; that of a secret is blanked before it is sent. */
  value: string;
}

/** A request to be analysed by its own headers and address, without an agent in a page. */
export interface EdgeRequest {
  /** The absolute URL of the request. It is sent unchanged: remove secrets from its query. */
  url: string;
  /** Every header, in the order received: the order helps to tell clients apart. */
  headers: readonly EdgeHeader[];
  /** The client's address, IPv4 or IPv6, as this server saw it. */
  ip: string;
  /** The ID that the event is linked to. */
  linkedId?: string | undefined;
  /** The values that are attached to the event. */
  tags?: Readonly<Record<string, unknown>> | undefined;
}

/** Headers with secrets of the client, and those with the ID of its event or visitor. */
const SECRET_HEADERS = [
  'authorization',
  'cookie',
  'proxy-authorization',
  'set-cookie',
  ...[...ID_PLACES, ...SEALED_PLACES, ...VISITOR_PLACES].flatMap((place) =>
    'header' in place ? [place.header] : [],
  ),
];

/** The largest request that is sent, in bytes: servers accept only a fraction of it as headers. */
const MAX_EDGE_BYTES = 65_536;

const CHECKS: Readonly<Record<keyof EdgeRequest, Check>> = {
  url: (value) =>
    typeof value === 'string' && /^https?:/i.test(value) && URL.canParse(value)
      ? undefined
      : 'expected an absolute http(s) URL',
  headers: (value) =>
    Array.isArray(value) && value.every(isHeader) ? undefined : 'expected an array of { name, value }',
  ip: (value) =>
    typeof value === 'string' && parseAddress(value) ? undefined : 'expected an IPv4 or IPv6 address',
  linkedId: (value) => (typeof value === 'string' ? undefined : 'expected a string'),
  tags: anyObject,
};
const REQUIRED = ['url', 'headers', 'ip'] as const;

const isHeader = (value: unknown): boolean =>
  isObject(value) && typeof value.name === 'string' && typeof value.value === 'string';

/** Serialises a request for the API; the values of secret headers are blanked. */
export type EdgeBody = (request: EdgeRequest) => string;

/**
 * Builds the serialiser of requests for the API.
 * @param sensitiveHeaders Further headers with secrets.
 */
export function createEdgeBody(sensitiveHeaders: readonly string[]): EdgeBody {
  const secrets = new Set([...SECRET_HEADERS, ...sensitiveHeaders].map(plain));
  return (request) => {
    const missing = REQUIRED.filter((name) => isObject(request) && request[name] === undefined);
    const issues = [
      ...findIssues(request, CHECKS, '{ url, headers, ip }'),
      ...missing.map((name) => `${name}: required`),
    ];
    throwIfAny(issues.map((issue) => `request.${issue}`));
    const { url, headers, ip, linkedId, tags } = request;
    const address = parseAddress(ip);
    const family = address?.kind() === 'ipv6' ? 'ipv6_address' : 'ipv4_address';
    const body = toJson({
      url,
      headers: headers.map(({ name, value }) => ({ name, value: secrets.has(plain(name)) ? '' : value })),
      [family]: address?.toString(),
      linked_id: linkedId,
      tags,
    });
    if (new TextEncoder().encode(body).length > MAX_EDGE_BYTES) throw tooLarge();
    return body;
  };
}

/** A name without the parts that servers and proxies write differently: case, dashes and underscores. */
const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

function toJson(body: object): string {
  try {
    return JSON.stringify(body);
  } catch (cause) {
    throw new FingerprintError('ERR_FP_OPTION', 'request.tags: contains a value that JSON cannot represent', {
      cause,
    });
  }
}

/** The client chose its headers, so it is the client that sent too many. */
const tooLarge = () =>
  new FingerprintError(
    'ERR_FP_BAD_REQUEST',
    'the request is too large to be analysed: its headers are too long',
  );
