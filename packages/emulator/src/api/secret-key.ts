import { createHash, timingSafeEqual } from 'node:crypto';
import type { ApiCall } from './route.js';

/** Compares a key that was sent with the real one, in a time that reveals nothing about either. */
export function sameKey(sent: string, real: string): boolean {
  return timingSafeEqual(digest(sent), digest(real));
}

/** Reads the key of an `Authorization: Bearer` header; `undefined` if there is none, or an empty one. */
export function bearerKey({ headers }: ApiCall): string | undefined {
  return /^bearer +(\S.*)$/i.exec(headers.authorization ?? '')?.[1]?.trim();
}

/** Reads a key from a header, or else from the query; an empty one does not count. */
export function headerOrQueryKey(header: string, parameter: string): (call: ApiCall) => string | undefined {
  return ({ headers, query }) => {
    const sent = headers[header];
    return (typeof sent === 'string' && sent.trim()) || query.get(parameter) || undefined;
  };
}

const digest = (key: string) => createHash('sha256').update(key).digest();
