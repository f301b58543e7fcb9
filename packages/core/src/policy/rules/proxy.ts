import { CONFIDENCES, confidenceInWords, sureEnough } from '../confidence.js';
import { choicesOption } from '../list-option.js';
import { optionalChoice } from '../option.js';
import { defineRule } from '../rule.js';
import { and, isOneOf } from '../three-valued.js';

export const proxy = defineRule({
  id: 'proxy',
  description: 'The visitor uses a proxy: of any type or of one of `types`, with at least `minConfidence`.',
  levels: { recommended: 'observe', strict: 'challenge' },
  options: {
    /** The types of proxy that match. @defaultValue all of them */
    types: choicesOption(['residential', 'data_center', 'unknown']),
    /** The lowest confidence that matches. @defaultValue none: any confidence matches */
    minConfidence: optionalChoice(CONFIDENCES),
  },
  reads: ['proxy', 'event'],
  judge:
    ({ types, minConfidence }) =>
    (signals, event) => {
      if (signals.proxy !== true) return signals.proxy;
      return and(
        isOneOf<string>(event?.proxy?.type, types),
        sureEnough(event?.proxy?.confidence, minConfidence),
      );
    },
  explain:
    ({ types, minConfidence }) =>
    (_signals, event) => ({
      message: `the visitor uses a proxy (${event?.proxy?.type ?? 'type unknown'}, ${confidenceInWords(event?.proxy?.confidence)})`,
      actual: { type: event?.proxy?.type, confidence: event?.proxy?.confidence },
      ...(types || minConfidence ? { expected: { types, minConfidence } } : {}),
    }),
});
