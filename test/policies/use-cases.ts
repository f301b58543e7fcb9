import type { Action } from '@fingerprint-guard/core';
import type { VisitName } from './visits.js';

/** What a policy says of a visit, and by which rules. */
type Outcome = readonly [visit: VisitName, action: Action, ...rules: string[]];

/** What every policy says, whatever it is for. */
const always: readonly Outcome[] = [
  ['a customer at home', 'allow'],
  ['a customer in a private window', 'allow'],
  ['iCloud Private Relay, its addresses in a data centre', 'allow'],
  ['a phone behind a carrier’s shared address, which changes', 'allow'],
  ['a phone that left the Wi-Fi', 'allow'],
  ['a browser that resists identification', 'allow'],
  ['a bot', 'deny', 'bad-bot'],
  ['an event used twice', 'deny', 'reused-event'],
  ['an event kept for ten minutes', 'deny', 'stale-event'],
  ['a made-up event id', 'deny', 'unknown-event'],
  ['a page that imitates yours', 'deny', 'origin-mismatch'],
  ['a page that names another customer', 'deny', 'linked-id-mismatch'],
];

/** What the policies in `examples/policies` say. */
export const useCases: Readonly<Record<string, readonly Outcome[]>> = {
  always,
  login: [
    ['a company’s VPN', 'allow'],
    ['a family’s tablet, its third account today', 'allow'],
    ['anybody, while Fingerprint is down', 'allow'],
    ['an event kept for 90 seconds', 'deny', 'stale-event'],
    ['an event sent from another continent', 'challenge', 'ip-mismatch', 'ip-location-mismatch'],
    ['a residential proxy', 'challenge', 'proxy'],
    ['a device not seen before, on a VPN', 'challenge', 'new-device-on-vpn'],
    ['a page that leaves the customer out, so that nothing is counted', 'challenge', 'missing-signals'],
    ['one device tries 5 accounts in an hour', 'challenge', 'velocity'],
    ['one device tries 40 accounts in an hour', 'deny', 'many-accounts'],
  ],
  'sign-up': [
    ['a family’s tablet, its second account today', 'allow'],
    ['anybody, while Fingerprint is down', 'allow'],
    ['a company’s VPN', 'challenge', 'vpn'],
    ['a residential proxy', 'challenge', 'proxy'],
    ['a virtual machine', 'challenge', 'virtual-machine'],
    ['a page that leaves the customer out, so that nothing is counted', 'challenge', 'missing-signals'],
    ['one device, 4 accounts today', 'challenge', 'velocity'],
    ['one device, 8 accounts today', 'deny', 'account-farm'],
    ['an anti-detect browser', 'deny', 'tampering'],
    ['Tor', 'deny', 'tor'],
  ],
  payment: [
    ['a customer who takes 45 seconds', 'allow'],
    ['a family’s tablet, its second account today', 'allow'],
    ['a company’s VPN', 'challenge', 'vpn', 'rented-machine'],
    ['a rented server', 'challenge', 'rented-machine'],
    ['an event sent from another continent', 'challenge', 'ip-mismatch', 'ip-location-mismatch'],
    ['an identification that is not sure', 'challenge', 'low-confidence'],
    ['a high suspect score', 'challenge', 'suspect-score'],
    ['a page that leaves the customer out, so that nothing is counted', 'challenge', 'missing-signals'],
    ['one device, 4 accounts today', 'challenge', 'velocity'],
    ['seven payments in five minutes', 'challenge', 'velocity'],
    ['thirty payments in five minutes', 'deny', 'card-testing'],
    ['an event kept for 90 seconds', 'deny', 'stale-event'],
    ['an anti-detect browser', 'deny', 'tampering'],
    ['anybody, while Fingerprint is down', 'deny', 'api-unavailable'],
  ],
  'coupon-abuse': [
    ['a company’s VPN', 'allow'],
    ['anybody, while Fingerprint is down', 'allow'],
    ['a family’s tablet, its second account today', 'challenge', 'velocity'],
    ['a virtual machine', 'challenge', 'virtual-machine'],
    ['a page that leaves the customer out, so that nothing is counted', 'challenge', 'missing-signals'],
    ['a second account today, in a private window', 'deny', 'second-account-in-disguise'],
    ['a second account today, on a VPN', 'deny', 'second-account-in-disguise'],
    ['one device, 4 accounts today', 'deny', 'coupon-farm'],
    ['an anti-detect browser', 'deny', 'tampering'],
    ['a copy of the app beside the app', 'deny', 'cloned-app'],
    ['a phone reset an hour ago', 'deny', 'factory-reset'],
  ],
  'account-sharing': [
    ['a company’s VPN', 'allow'],
    ['a family of five devices, one account', 'allow'],
    ['a customer on a train, 25 addresses today', 'allow'],
    ['anybody, while Fingerprint is down', 'allow'],
    ['an account on 8 devices today', 'challenge', 'velocity'],
    ['an account at 70 addresses today', 'challenge', 'velocity'],
    ['a page that leaves the customer out, so that nothing is counted', 'challenge', 'missing-signals'],
    ['an account on 30 devices today', 'deny', 'shared-widely'],
  ],
};
