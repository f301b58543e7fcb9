import { FingerprintError, type FingerprintErrorCode } from '../errors.js';
import { object, string } from '../event/fields.js';
import type { TransportResponse } from './transport.js';

/** Which part of the account a 403 is about, by the API's own code. */
const REFUSALS: Readonly<Record<string, FingerprintErrorCode>> = {
  wrong_region: 'ERR_FP_API_REGION',
  subscription_not_active: 'ERR_FP_API_SUBSCRIPTION',
  feature_not_enabled: 'ERR_FP_API_SUBSCRIPTION',
};

/** The body as JSON, or undefined where it is none. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

/** The error an answer other than 200 stands for. Told apart by status and code, never by message. */
export function apiError(response: TransportResponse): FingerprintError {
  const { status } = response;
  const apiCode = string(object(object(parseJson(response.body))?.error)?.code);
  const details = { status, apiCode, retryAfterMs: retryAfterMs(response) };
  const said = apiCode === undefined ? `HTTP ${status}` : `HTTP ${status} ${printable(apiCode)}`;

  if (status === 404) {
    return new FingerprintError('ERR_FP_EVENT_NOT_FOUND', 'the Server API knows no such event', details);
  }
  if (status === 429) {
    return new FingerprintError(
      'ERR_FP_RATE_LIMITED',
      `the Server API limits this key's requests (${said})`,
      details,
    );
  }
  if (status === 401 || status === 403) {
    const code =
      (apiCode !== undefined && Object.hasOwn(REFUSALS, apiCode) && REFUSALS[apiCode]) || 'ERR_FP_API_KEY';
    return new FingerprintError(code, `the Server API refuses this guard (${said})`, details);
  }
  if (status === 400 && apiCode !== 'request_read_timeout') {
    return new FingerprintError(
      'ERR_FP_BAD_REQUEST',
      `the Server API cannot parse the request (${said})`,
      details,
    );
  }
  return new FingerprintError('ERR_FP_API_STATUS', `the Server API failed (${said})`, details);
}

/** `Retry-After` in ms: whole seconds, or a date. */
function retryAfterMs({ headers }: TransportResponse): number | undefined {
  const value = headers['retry-after'];
  if (typeof value !== 'string') return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** Upstream text in a message of ours: short, and nothing but a code. */
const printable = (code: string): string => code.replace(/[^\w .-]/g, '').slice(0, 64);
