import type { ApiVersion } from '../event/generation.js';
import type { Query } from './query.js';

/** How the key is sent. A query is seen by every proxy and log on the way: prefer the header. */
export type Auth = 'header' | 'query';

/** What every request of one account carries. Secret as a whole. */
export interface Credentials {
  headers: Readonly<Record<string, string>>;
  query: Query;
  /** What must be in nothing that leaves the client. */
  secret: string;
}

/** Source: the security schemes of the vendor's schemas. */
const HEADERS: Readonly<Record<ApiVersion, (key: string) => Readonly<Record<string, string>>>> = {
  v4: (key) => ({ authorization: `Bearer ${key}` }),
  v3: (key) => ({ 'auth-api-key': key }),
  '2019': (key) => ({ 'auth-token': key }),
};

/** Generations that take the key by query, and under which name. */
const PARAMETERS: { readonly [Version in ApiVersion]?: string } = { v3: 'api_key', '2019': 'token' };

/** True where a generation takes the key by query. */
export const takesKeyByQuery = (version: ApiVersion): boolean => PARAMETERS[version] !== undefined;

/** The credentials of a key; by header where the generation takes it in no other way. */
export function authenticate(version: ApiVersion, auth: Auth, key: string): Credentials {
  const parameter = auth === 'query' ? PARAMETERS[version] : undefined;
  return parameter === undefined
    ? { headers: HEADERS[version](key), query: [], secret: key }
    : { headers: {}, query: [[parameter, key]], secret: key };
}
