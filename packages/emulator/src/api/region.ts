/** The place where an account's data is stored. */
export type Region = 'global' | 'eu' | 'ap';

/** Every region. */
export const REGIONS: readonly Region[] = ['global', 'eu', 'ap'];

const BY_LABEL: Readonly<Record<string, Region>> = { global: 'global', api: 'global', eu: 'eu', ap: 'ap' };

/**
 * Reads the region that a `Host` header asks for by its first label; `undefined` if any will do, as with an address.
 */
export function regionOfHost(host: string | undefined): Region | undefined {
  const label = /^[^.:]*/.exec(host?.toLowerCase() ?? '')?.[0] ?? '';
  return Object.hasOwn(BY_LABEL, label) ? BY_LABEL[label] : undefined;
}
