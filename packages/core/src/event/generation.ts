/** Generation of the Server API. */
export type ApiVersion = 'v4' | 'v3' | '2019';
