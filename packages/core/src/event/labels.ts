import { boolean, name, number, object } from './fields.js';

/** The verdict of one of the vendor's models that is trained for one customer's use. */
export interface EventLabel {
  /** The thing that the model looks for, such as `automation_tool`. */
  label: string;
  /** The model found it in the event. */
  prediction?: boolean | undefined;
  /** The score of the model, 0..1. */
  mlScore?: number | undefined;
}

/** The labels of an event; v3 and v4 differ in how they spell the score. An entry without a name is dropped. */
export function labels(value: unknown, score: 'ml_score' | 'mlScore'): readonly EventLabel[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((item: unknown) => {
    const json = object(item);
    const label = name(json?.label);
    if (label === undefined) return [];
    return [{ label, prediction: boolean(json?.prediction), mlScore: number(json?.[score]) }];
  });
}
