import { type Decision, definePolicy, evaluatePolicy } from '@fingerprint-guard/core';
import { fingerprintVisit, type VisitOverrides } from '@fingerprint-guard/testing';

/** The policy that decisions are made by. */
export const LOGIN = definePolicy({ extends: 'recommended', rules: { vpn: 'challenge', tor: 'deny' } });

let made = 0;

/** A decision of `LOGIN` on an honest visit with these particulars. */
export function decided(visit: VisitOverrides = {}, fields: object = {}): Decision {
  made++;
  return {
    ...evaluatePolicy(LOGIN, { ...fingerprintVisit(visit), source: 'api', id: `decision-${made}` }),
    at: Date.UTC(2026, 0, 2, 3, 4, 5) + made,
    policy: 'login',
    request: { method: 'POST', path: '/session', route: '/session' },
    ...fields,
  };
}

export const throughTor = (fields?: object) =>
  decided({ signals: { tor: true }, event: { tor: true } }, fields);
export const throughVpn = (fields?: object) =>
  decided(
    {
      signals: { vpn: true },
      event: { vpn: { detected: true, confidence: 'high', methods: { publicVpn: true } } },
    },
    fields,
  );
