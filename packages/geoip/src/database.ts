import { isIP } from 'node:net';
import { FingerprintError } from '@fingerprint-guard/core';
import { Reader, type Response } from 'mmdb-lib';

/** The separator between the search tree and the data. Source: MaxMind DB File Format, version 2.0. */
const SEPARATOR = Buffer.alloc(16);

/** Finds the record of an address in its normal form; undefined if the database has none. */
export type FindRecord = (ip: string) => unknown;

/**
 * Reads a MaxMind DB from memory.
 * @throws FingerprintError `ERR_FP_OPTION` if it is not one, or only part of one.
 */
export function readDatabase(bytes: Buffer): FindRecord {
  const reader = open(bytes);
  const { ipVersion, searchTreeSize } = reader.metadata;
  const separator = bytes.subarray(searchTreeSize, searchTreeSize + SEPARATOR.length);
  if (!separator.equals(SEPARATOR)) throw notADatabase();
  return (ip) => {
    const family = isIP(ip);
    // The reader would treat the first bits of an IPv6 address as an IPv4 address, and return the record of another
    // address.
    if (family === 0 || (family === 6 && ipVersion === 4)) return undefined;
    return reader.get(ip) ?? undefined;
  };
}

function open(bytes: Buffer): Reader<Response> {
  try {
    return new Reader(bytes);
  } catch (cause) {
    throw notADatabase(cause);
  }
}

function notADatabase(cause?: unknown): FingerprintError {
  return new FingerprintError(
    'ERR_FP_OPTION',
    'path: not a MaxMind DB file, or only part of one; decompress a .gz or .tar.gz file first',
    { cause },
  );
}
