/** Header values as Node gives them; names are in lower case. */
export type IncomingHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The neutral form of a request that every adapter passes on; plain data. **Untrusted**, all of it except `ip`,
 * `remoteAddress` and `route`, which the server itself knows.
 */
export interface IncomingRequest {
  /** The HTTP method. */
  method: string;
  /** Path and query as received. */
  url: string;
  /** The headers, names in lower case. */
  headers: IncomingHeaders;
  /**
   * The headers as they were received, alternating names and values like Node's `rawHeaders`: for the order of headers,
   * which `checkEdge` passes on. Without it the order is that of `headers`.
   */
  rawHeaders?: readonly string[] | undefined;
  /** The parsed query. Read from `url` if the framework has not parsed it. */
  query?: unknown;
  /** The parsed body; `undefined` if nobody has parsed it. */
  body?: unknown;
  /**
   * The event's ID or sealed result, if the application extracted it itself: then no other place is read. `null` and an
   * empty string count as not sent.
   */
  eventId?: unknown;
  /** The parsed cookies. Read from the `cookie` header if the framework has not parsed it. */
  cookies?: unknown;
  /** The client's address as the framework sees it; with `trustedProxies`, the socket's address. */
  ip?: string | undefined;
  /**
   * The socket's address, if `ip` may be something else: `'unix'` for a Unix socket, which has none. `undefined` means
   * that it is unknown, and that `ip` cannot stand in for it.
   */
  remoteAddress?: string | undefined;
  /**
   * The pattern of the route that handles the request, as its framework writes it; `undefined` if it is not known yet.
   */
  route?: string | undefined;
}

/** The address of a Unix socket. */
export const UNIX_SOCKET = 'unix';

/** Returns a header's value; several values are joined with a comma, as HTTP defines. */
export function headerValue(headers: IncomingHeaders, name: string): string | undefined {
  const value: unknown = headers[name];
  if (typeof value === 'string' || value === undefined || value === null) return value ?? undefined;
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** True if HTTP/1.1 announces a body; HTTP/2 need not. */
export function hasBody(headers: IncomingHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
