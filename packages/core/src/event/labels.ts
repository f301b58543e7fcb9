import { boolean, name, number, object } from './fields.js';

/** What a model of the vendor's, trained for one customer's use, says of an event. */
export interface EventLabel {
  /** What it looks for, such as `automation_tool`. */
  label: string;
  /** The event is such a one. */
  prediction?: boolean | undefined;
  /** The score of the model, 0..1. */
  mlScore?: number | undefined;
}

/** The labels of an event; v3 and v4 differ in how they spell the score. What has no name is none. */
export function labels(value: unknown, score: 'ml_score' | 'mlScore'): readonly EventLabel[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((item: unknown) => {
    const json = object(item);
    const label = name(json?.label);
    if (label === undefined) return [];
    return [{ label, prediction: boolean(json?.prediction), mlScore: number(json?.[score]) }];
  });
}
