import type { ApiVersion } from '../event/generation.js';
import type { Query } from './query.js';

/** The place where the key is sent. A query is visible to every proxy and log on the way: prefer the header. */
export type Auth = 'header' | 'query';

/** The credentials in every request of one account. Secret as a whole. */
export interface Credentials {
  headers: Readonly<Record<string, string>>;
  query: Query;
  /** The strings that must never leave the client in a message or an error. */
  secret: string;
}

/** Source: the security schemes of the vendor's schemas. */
const HEADERS: Readonly<Record<ApiVersion, (key: string) => Readonly<Record<string, string>>>> = {
  v4: (key) => ({ authorization: `Bearer ${key}` }),
  v3: (key) => ({ 'auth-api-key': key }),
  '2019': (key) => ({ 'auth-token': key }),
};

/** The query parameter of the key, for the generations that accept it in the query. */
const PARAMETERS: { readonly [Version in ApiVersion]?: string } = { v3: 'api_key', '2019': 'token' };

/** True if a generation accepts the key in the query. */
export const takesKeyByQuery = (version: ApiVersion): boolean => PARAMETERS[version] !== undefined;

/** Returns the credentials of a key; in the header if the generation accepts it only there. */
export function authenticate(version: ApiVersion, auth: Auth, key: string): Credentials {
  const parameter = auth === 'query' ? PARAMETERS[version] : undefined;
  return parameter === undefined
    ? { headers: HEADERS[version](key), query: [], secret: key }
    : { headers: {}, query: [[parameter, key]], secret: key };
}
