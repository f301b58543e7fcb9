import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares a key that was sent with the real one, in a time that tells nothing of either. */
export function sameKey(sent: string, real: string): boolean {
  return timingSafeEqual(digest(sent), digest(real));
}

/** The key of an `Authorization: Bearer` header; `undefined` when there is none, or an empty one. */
export function bearerKey(authorization: string | undefined): string | undefined {
  return /^bearer +(\S.*)$/i.exec(authorization ?? '')?.[1]?.trim();
}

const digest = (key: string) => createHash('sha256').update(key).digest();
