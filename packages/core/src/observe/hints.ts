import { headerValue, type IncomingRequest } from '../request/incoming-request.js';
import type { Warn } from './warnings.js';

const PARSEABLE = /^application\/(.+\+)?json\b|^application\/x-www-form-urlencoded\b/i;

/** Hints at a body parser that is missing, or that runs too late, where a request has a body that nobody parsed. */
export function hintAtUnparsedBody({ headers, body }: IncomingRequest, warn: Warn): void {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (body !== undefined || !hasBody || !PARSEABLE.test(headerValue(headers, 'content-type') ?? '')) return;
  warn(
    'unparsed-body',
    'a request names no event and its body is not parsed: put the body parser before this guard',
  );
}

/** Warns of a local API in production: an emulator lets everyone make events. */
export function warnOfLoopbackApi(baseUrl: URL, warn: Warn): void {
  const local = /^(localhost|.*\.localhost|127\..*|\[::1\])$/.test(baseUrl.hostname);
  if (!local || globalThis.process?.env.NODE_ENV !== 'production') return;
  warn('loopback-api', 'baseUrl is a loopback address in production: an emulator vouches for anyone');
}

/** Warns of a framework that takes its client address from whatever a client writes into a forwarding header. */
export function warnOfProxyTrust(warn: Warn): void {
  warn(
    'proxy-trust',
    'ERR_FP_PROXY_TRUST: the framework trusts every proxy, so clients can forge their address: set clientIp, or name the proxies',
  );
}
