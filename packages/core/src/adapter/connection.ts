import { UNIX_SOCKET } from '../request/incoming-request.js';
import { requireObject } from '../request/request-shape.js';

/**
 * The parts of a Node request's socket that are used: in HTTP/1 the connection's socket, in HTTP/2 a stand-in for the
 * stream.
 */
interface NodeSocket {
  readonly remoteAddress?: string | undefined;
  readonly destroyed?: boolean | undefined;
  readonly writable?: boolean | undefined;
  /** Node-internal: the operating system's connection. `getpeername` returns 0, or the number of an error. */
  readonly _handle?: { getpeername?: (into: object) => number | undefined } | null | undefined;
}

/** The parts of Node's request, in HTTP/1 and in HTTP/2, that are used. */
export interface NodeRequest {
  /** The connection, or its stand-in. */
  readonly socket?: NodeSocket | null | undefined;
  /** Alternating names and values of headers, as received. */
  readonly rawHeaders?: readonly string[] | undefined;
  /** HTTP/2 only. */
  readonly stream?: { readonly endAfterHeaders?: boolean } | undefined;
}

/**
 * Reads the address that Node's request came from, as this server observed it: `'unix'` for a Unix socket, which has
 * none. Undefined if it is unknown, such as after the client is gone.
 * @throws FingerprintError `ERR_FP_OPTION` for anything but an object.
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { socketAddress } from '@fingerprint-guard/core';
 *
 * createServer(async (request, response) => {
 *   const { method = 'GET', url = '/', headers } = request;
 *   const decision = await guard.check({ method, url, headers, ip: socketAddress(request) });
 *   response.writeHead(decision.blocked ? 403 : 204).end();
 * });
 * ```
 */
export function socketAddress(request: NodeRequest): string | undefined {
  requireNodeRequest(request);
  const { socket } = request;
  return socket?.remoteAddress ?? (isUnixSocket(socket) ? UNIX_SOCKET : undefined);
}

/**
 * True if the client of Node's request can no longer receive an answer: it closed or reset its connection, or reset the
 * stream. Undefined if that is unknown.
 * @throws FingerprintError `ERR_FP_OPTION` for anything but an object.
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { isClientGone } from '@fingerprint-guard/core';
 *
 * createServer(async (request, response) => {
 *   const { method = 'GET', url = '/', headers } = request;
 *   const decision = await guard.check({ method, url, headers }, 'login', { isGone: () => isClientGone(request) });
 *   response.writeHead(decision.blocked ? 403 : 204).end();
 * });
 * ```
 */
export function isClientGone(request: NodeRequest): boolean | undefined {
  requireNodeRequest(request);
  const { socket, stream } = request;
  if (!socket) return undefined;
  if (socket.destroyed === true) return true;
  // Over HTTP/2 the response to HEAD ends before it begins.
  if (!stream && socket.writable === false) return true;
  // A reset shows here before Node reads it, and wipes the address unless it was read earlier.
  const status = peerStatus(socket);
  return status !== undefined && status !== 0;
}

/**
 * True if an HTTP/2 request may have a body, which it does not have to announce. Undefined for any other request.
 * @throws FingerprintError `ERR_FP_OPTION` for anything but an object.
 * @example
 * ```ts
 * import type { IncomingMessage } from 'node:http';
 * import { mayHaveStreamBody } from '@fingerprint-guard/core';
 *
 * const mayHaveBody = (request: IncomingMessage) =>
 *   mayHaveStreamBody(request) ?? Number(request.headers['content-length'] ?? 0) > 0;
 * ```
 */
export function mayHaveStreamBody(request: NodeRequest): boolean | undefined {
  requireNodeRequest(request);
  const { stream } = request;
  return stream && stream.endAfterHeaders !== true;
}

const requireNodeRequest = (request: unknown): void => requireObject(request, "Node's request");

/** Returns 0 for an open connection; another number for a broken one; undefined if it is not a connection over IP. */
function peerStatus(socket: NodeSocket): number | undefined {
  return socket._handle?.getpeername?.({});
}

function isUnixSocket(socket: NodeSocket | null | undefined): boolean {
  return socket?._handle?.constructor.name === 'Pipe';
}

/**
 * Channels on which Node announces a socket before any application code runs: when it is accepted, and with its
 * request.
 */
const CHANNELS = ['net.server.socket', 'http.server.request.start'];

interface DiagnosticsChannel {
  subscribe(name: string, onMessage: (message: unknown) => void): void;
}

/**
 * Makes Node read the address of each connection as soon as it is accepted. Node caches the address; a closed
 * connection no longer reports it. Does nothing on other runtimes.
 */
export function readAddressesEarly(): void {
  const { process } = globalThis as {
    process?: { getBuiltinModule?: (name: string) => DiagnosticsChannel | undefined };
  };
  const channels = process?.getBuiltinModule?.('node:diagnostics_channel');
  for (const name of CHANNELS)
    channels?.subscribe?.(name, (message) => void (message as NodeRequest).socket?.remoteAddress);
}
