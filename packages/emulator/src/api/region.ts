/** Where an account's data is kept. */
export type Region = 'global' | 'eu' | 'ap';

/** Every region. */
export const regions: readonly Region[] = ['global', 'eu', 'ap'];

const byLabel: Readonly<Record<string, Region>> = { global: 'global', api: 'global', eu: 'eu', ap: 'ap' };

/** The region a `Host` header asks for by its first label; `undefined` when any will do, as with an address. */
export function regionOfHost(host: string | undefined): Region | undefined {
  const label = /^[^.:]*/.exec(host?.toLowerCase() ?? '')?.[0] ?? '';
  return Object.hasOwn(byLabel, label) ? byLabel[label] : undefined;
}
