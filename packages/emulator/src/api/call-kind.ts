/** The kind of a call, in any generation. */
export type ApiCallKind = 'event' | 'search' | 'visits' | 'related' | 'update' | 'delete';
