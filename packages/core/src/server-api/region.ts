/** Where the account's data is stored. */
export type Region = 'global' | 'eu' | 'ap';

/** Base URLs of the Server API. Source: the vendor's API reference. */
export const REGION_URLS: Readonly<Record<Region, string>> = {
  global: 'https://api.fpjs.io',
  eu: 'https://eu.api.fpjs.io',
  ap: 'https://ap.api.fpjs.io',
};
