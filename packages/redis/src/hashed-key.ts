import { createHash } from 'node:crypto';

/** The name of a key in Redis: of one length whatever the key holds, and not readable there. */
export function hashedKey(prefix: string, key: string): string {
  return prefix + createHash('sha256').update(key, 'utf16le').digest('base64url');
}
