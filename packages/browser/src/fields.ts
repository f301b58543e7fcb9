import type { EventReference } from './event-reference.js';

/** A field of a body or a form. */
export type Field = readonly [name: string, value: string];

/** The fields for the event ID and the sealed result; their values are empty if there are none. */
export const fieldsOf = (reference: EventReference | undefined, idName = 'eventId'): Field[] => [
  [idName, reference?.id ?? ''],
  ['sealedResult', reference?.sealed ?? ''],
];
