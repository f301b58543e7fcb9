import type { EventReference } from './event-reference.js';

/** A field of a body or a form. */
export type Field = readonly [name: string, value: string];

/** The fields that name an event to the guard; empty if there is none. */
export const fieldsOf = (reference: EventReference | undefined, idName = 'eventId'): Field[] => [
  [idName, reference?.id ?? ''],
  ['sealedResult', reference?.sealed ?? ''],
];
