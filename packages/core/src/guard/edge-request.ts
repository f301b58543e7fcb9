import { headerValue, type IncomingRequest } from '../request/incoming-request.js';
import type { EdgeHeader, EdgeRequest } from '../server-api/edge.js';

/** Stands in for a host that the client did not send, or sent in an impossible form. */
const NO_HOST = 'unknown.invalid';

/**
 * A request as it is analysed: its headers in their order, and its URL without the query, which may hold secrets.
 * @param ip The client's address.
 */
export function toEdgeRequest(request: IncomingRequest, ip: string): EdgeRequest {
  return { url: urlOf(request), headers: headersOf(request), ip };
}

function urlOf({ url, headers }: IncomingRequest): string {
  const [path = ''] = (URL.canParse(url) ? new URL(url).pathname : url).split(/[?#]/, 1);
  const rooted = path.startsWith('/') ? path : `/${path}`;
  const host = headerValue(headers, 'host') ?? headerValue(headers, ':authority') ?? NO_HOST;
  // A host that contains a path, a query or credentials is invalid.
  const isHost = /^[^/\\?#@\s]+$/.test(host) && URL.canParse(`https://${host}${rooted}`);
  return `https://${isHost ? host : NO_HOST}${rooted}`;
}

/** As received, if the framework keeps them; else as it parsed them. Names that start with a colon are HTTP/2's own. */
function headersOf({ rawHeaders, headers }: IncomingRequest): EdgeHeader[] {
  const named: (readonly [string, string])[] = rawHeaders
    ? Array.from({ length: rawHeaders.length >> 1 }, (_pair, index) => [
        rawHeaders[2 * index] ?? '',
        rawHeaders[2 * index + 1] ?? '',
      ])
    : Object.entries(headers).flatMap(([name, value]) =>
        [value ?? []].flat().map((one) => [name, String(one)] as const),
      );
  return named.filter(([name]) => !name.startsWith(':')).map(([name, value]) => ({ name, value }));
}
