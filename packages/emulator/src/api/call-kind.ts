/** The kind of thing that a request asks for, whatever the generation. */
export type ApiCallKind = 'event' | 'search' | 'visits' | 'related' | 'update' | 'delete' | 'edge';
