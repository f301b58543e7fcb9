import type { PolicyConfig } from '@fingerprint-guard/core';

/**
 * The policy for signing in. It reads like a lint configuration: a rule, and how serious it is.
 *
 * - `observe`: only recorded in the log
 * - `challenge`: the visitor has to take a second step, such as entering a code sent by email
 * - `deny`: the sign-in is blocked
 *
 * All other rules are as in `recommended`: a bad bot and a reused, made-up or foreign event are denied, and if
 * Fingerprint itself can't be reached, the login stays open and the log says so.
 */
export const loginPolicy: PolicyConfig = {
  extends: 'recommended',
  rules: {
    // The page identifies when the form is submitted, so an honest event is seconds old.
    'stale-event': ['deny', { maxAgeMs: 60_000 }],

    // Many honest people browse like this. They can sign in too, with one more step.
    incognito: 'challenge',
    vpn: 'challenge',

    // Nobody buys tea like this.
    tor: 'deny',
    tampering: 'deny',

    // A rule of our own. Phones change networks and private windows are common, but an event that was made in a private
    // window and is sent from elsewhere has most likely been passed on.
    'passed-on': ['deny', { when: { incognito: true, ipMatch: { in: ['different', 'other-network'] } } }],
  },
};
