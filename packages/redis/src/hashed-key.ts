import { createHash } from 'node:crypto';

/** Returns the name of a key in Redis: a hash, so of constant length and unreadable. */
export function hashedKey(prefix: string, key: string): string {
  return prefix + createHash('sha256').update(key, 'utf16le').digest('base64url');
}
