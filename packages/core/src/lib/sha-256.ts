import { sha256 as hash } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';

/**
 * Hashes a string, in hexadecimal digits, synchronously and on every runtime: `node:crypto` is not on all of them, and
 * Web Crypto is asynchronous.
 */
export const sha256 = (text: string): string => bytesToHex(hash(text));
