import type { FingerprintEvent } from '../../event/fingerprint-event.js';
import { didYouMean } from '../../lib/did-you-mean.js';
import { isObject } from '../../lib/is-object.js';
import { TIME } from '../../signals/expectations.js';
import { compileSignalPath, SIGNAL_PATHS } from '../../signals/signal-path.js';
import type { Signals } from '../../signals/signals.js';
import { listOption } from '../list-option.js';
import { defineRule } from '../rule.js';

/** An event that was stored may lack the list, or hold anything in its place. */
const failedProducts = (event: FingerprintEvent | undefined): string[] =>
  isObject(event?.failed) ? Object.keys(event.failed) : [];

const isTimeless = ({ missingSignals }: Signals) => missingSignals?.includes(TIME) ?? false;

export const missingSignals = defineRule({
  id: 'missing-signals',
  description:
    "A signal that `signals` or the guard's `expects` names is missing; or a product failed, or the event lacks its time.",
  levels: { recommended: 'challenge', strict: 'deny' },
  clientCauses: 'failure',
  options: {
    /**
     * The signals whose absence matches, such as `bot` or `event.velocity`, in place of the guard's.
     * @defaultValue the guard's `expects`
     */
    signals: listOption<string>("signals such as 'bot'", {
      schema: { anyOf: [{ enum: SIGNAL_PATHS }, { type: 'string', pattern: '^event\\..' }] },
      check(item, path, issues) {
        const name = typeof item === 'string' ? item : '';
        if (compileSignalPath(name) === undefined)
          issues.add(path, `unknown signal${didYouMean(name, SIGNAL_PATHS)}`);
      },
    }),
  },
  reads: ['missingSignals', 'event'],
  judge: ({ signals: expected }) => {
    if (expected === undefined) return ({ missingSignals }) => missingSignals && missingSignals.length > 0;
    const paths = expected.map(compileSignalPath);
    return (signals, event) => {
      if (event === undefined) return undefined;
      if (isTimeless(signals) || failedProducts(event).length > 0) return true;
      return paths.some((path) => path?.read(signals, event) === undefined);
    };
  },
  explain:
    ({ signals: expected }) =>
    (signals, event) => {
      const failed = failedProducts(event);
      const absent = expected
        ? [
            ...expected.filter((name) => compileSignalPath(name)?.read(signals, event) === undefined),
            ...(isTimeless(signals) ? [TIME] : []),
          ]
        : (signals.missingSignals ?? []).filter((name) => !failed.includes(name));
      const parts = [
        ...(absent.length > 0 ? [`missing: ${absent.join(', ')}`] : []),
        ...(failed.length > 0 ? [`failed: ${failed.join(', ')}`] : []),
      ];
      return {
        message: `the event is incomplete (${parts.join('; ')})`,
        actual: { missing: absent, failed: event?.failed },
        ...(expected ? { expected } : {}),
      };
    },
});
