import type { FingerprintEvent, VpnMethods } from '../../event/fingerprint-event.js';
import { CONFIDENCES, confidenceInWords, sureEnough } from '../confidence.js';
import { choicesOption } from '../list-option.js';
import { optionalChoice } from '../option.js';
import { defineRule } from '../rule.js';
import { and, anyOf, not, type Truth } from '../three-valued.js';

const METHODS = [
  'timezoneMismatch',
  'publicVpn',
  'auxiliaryMobile',
  'osMismatch',
  'relay',
  'mlPrediction',
] as const satisfies readonly (keyof VpnMethods)[];

export const vpn = defineRule({
  id: 'vpn',
  description:
    'The visitor uses a VPN: detected by any method (a relay alone, such as iCloud Private Relay, does not match) or by one of `methods`, with at least `minConfidence`.',
  levels: { recommended: 'observe', strict: 'challenge' },
  options: {
    /** The methods that match. @defaultValue all of them, except a relay alone */
    methods: choicesOption(METHODS),
    /** The lowest confidence that matches. @defaultValue none: any confidence matches */
    minConfidence: optionalChoice(CONFIDENCES),
  },
  reads: ['vpn', 'event'],
  judge:
    ({ methods, minConfidence }) =>
    (signals, event) => {
      if (signals.vpn !== true) return signals.vpn;
      const found = event?.vpn?.methods;
      const byMethod = methods ? anyOf(methods, found) : not(relayAlone(found));
      return and(byMethod, sureEnough(event?.vpn?.confidence, minConfidence));
    },
  explain:
    ({ methods, minConfidence }) =>
    (_signals, event) => ({
      message: `the visitor uses a VPN (${foundBy(event).join(', ') || 'method unknown'}; ${confidenceInWords(event?.vpn?.confidence)})`,
      actual: { methods: foundBy(event), confidence: event?.vpn?.confidence },
      ...(methods || minConfidence ? { expected: { methods, minConfidence } } : {}),
    }),
});

/**
 * A relay hides the address and keeps the country: the operating system differs, the time zone does not, and no other
 * method finds a VPN.
 */
function relayAlone(methods: VpnMethods | undefined): Truth {
  if (!methods?.osMismatch && !methods?.relay) return false;
  if (methods.publicVpn || methods.auxiliaryMobile || methods.mlPrediction) return false;
  return not(methods.timezoneMismatch);
}

function foundBy(event: FingerprintEvent | undefined): string[] {
  return METHODS.filter((method) => event?.vpn?.methods?.[method]);
}
