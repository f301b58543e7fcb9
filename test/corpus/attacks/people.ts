import {
  BERLIN,
  DUBAI,
  LAGOS,
  LONDON,
  LOS_ANGELES,
  MADRID,
  MUMBAI,
  NEW_YORK,
  PARIS,
  SAO_PAULO,
  SERVER_AMSTERDAM,
  SINGAPORE,
  SYDNEY,
  TOKYO,
  WARSAW,
} from '../parts/places.js';
import { at, confidence, firstVisit, proxy, velocity, vpn, vpnFrom } from '../parts/signals.js';
import type { Kind } from '../visit.js';

/** Somebody in an account that is not theirs. */
export const accountTakeovers: Kind = {
  'Berlin, and an hour later São Paulo': {
    because: 'impossible travel: a cloned profile with its cookies, on another continent',
    event: at(SAO_PAULO),
    earlier: [{ hoursAgo: 1, event: at(BERLIN) }],
  },
  'Tokyo, and two hours later London': {
    because: 'impossible travel',
    event: at(LONDON),
    earlier: [{ hoursAgo: 2, event: at(TOKYO) }],
  },
  'New York, and forty minutes later Sydney': {
    because: 'impossible travel',
    event: at(SYDNEY),
    earlier: [{ hoursAgo: 0.67, event: at(NEW_YORK) }],
  },
  'a trip that could be flown, but for the visit in between': {
    because: 'of several earlier visits, the fastest journey counts',
    event: at(SINGAPORE),
    earlier: [
      { hoursAgo: 20, event: at(PARIS) },
      { hoursAgo: 1.5, event: at(MADRID) },
    ],
  },
  'a second visit from the new place, to look at home there': {
    because: 'the fastest journey counts, whatever came last',
    event: at(LOS_ANGELES),
    earlier: [
      { hoursAgo: 0.2, event: at(LOS_ANGELES) },
      { hoursAgo: 0.9, event: at(WARSAW) },
    ],
  },
  'impossible travel, seen by v3': {
    because: 'the third generation’s search of events',
    generation: 'v3',
    event: at(SAO_PAULO),
    earlier: [{ hoursAgo: 1, event: at(BERLIN) }],
  },
  'a stolen session cookie, its event from the thief’s browser': {
    because: 'MITRE ATT&CK T1539: the event is linked to nobody, as the page was never logged in',
    event: { ...at(LAGOS), ...firstVisit, linked_id: null },
  },
  'a stolen password, used through a proxy in the owner’s city': {
    because: 'sold together: password and proxy',
    event: { ...at(BERLIN), ...firstVisit, ...proxy('residential', 'medium') },
  },
  'a stolen password, used from a rented desktop': {
    because: 'sold by the thousand',
    event: { ...at(SERVER_AMSTERDAM), ...firstVisit, virtual_machine: true },
  },
  'a stolen password, used through a VPN': {
    because: 'the commonest disguise',
    event: { ...vpnFrom(LAGOS, BERLIN, 'timezone_mismatch', 'public_vpn'), ...firstVisit },
  },
  'a stolen password, tried from a browser in private mode': {
    because: 'so that nothing stays behind',
    event: { ...firstVisit, incognito: true },
  },
  'an account seen in four countries today': {
    because: 'sold to several buyers at once',
    event: { ...at(DUBAI), ...velocity({ countries: [1, 2, 4], ips: [2, 5, 9] }) },
  },
  'a thousand addresses for one account': {
    because: 'credential cracking through proxies, a try each',
    event: velocity({ ipsOfAccount: [20, 180, 1000], visitorsOfAccount: [20, 180, 1000] }),
  },
  'a help desk, talked into resetting a password': {
    because: 'the thief arrives by a new device, abroad, with the clock of home',
    event: { ...at(MUMBAI), ...firstVisit, vpn_origin_timezone: 'Europe/Berlin' },
  },
  'a caller who tells the customer what to type': {
    because: 'the vendor’s active call signal: the victim’s own phone, during a call',
    app: true,
    event: { active_call: true },
  },
  'a caller who watches the shared screen': {
    because: 'authorised push payment fraud: a long call, a payment to somebody new',
    app: true,
    event: { ...at(LONDON), active_call: true },
  },
  'a SIM swapped an hour ago': {
    because: 'the thief’s own phone, reset and set up with the victim’s number',
    app: true,
    resetHoursAgo: 1,
    event: firstVisit,
  },
};

/** One person who pretends to be many, and many who pretend to be one. */
export const promotionAbuse: Kind = {
  'one browser, nine new accounts within the hour': {
    because: 'the vendor’s use case on coupons: the visitor stays the same',
    event: velocity({ accounts: [2, 9, 9] }),
  },
  'one browser, a new account each hour': {
    because: 'slow enough for a limit by the hour, not by the day',
    event: velocity({ accounts: [1, 1, 12] }),
  },
  'a referral ring of one': {
    because: 'refers itself, fifteen times a day',
    event: { ...firstVisit, ...velocity({ accounts: [1, 2, 15] }), incognito: true },
  },
  'a coupon for new customers, in a private window each time': {
    because: 'the vendor’s use case',
    event: { incognito: true, ...velocity({ accounts: [1, 2, 4] }) },
  },
  'a coupon for new customers, by an app cloned six times': {
    because: 'Parallel Space and the like',
    app: true,
    event: { cloned_app: true, ...velocity({ accounts: [2, 6, 6] }) },
  },
  'a coupon for new customers, on a phone reset for it': {
    because: 'a reset makes a new device',
    app: true,
    resetHoursAgo: 0.5,
    event: firstVisit,
  },
  'a bonus for gamblers, claimed in five countries': {
    because: 'matched betting through VPNs',
    event: {
      ...vpnFrom(WARSAW, LONDON, 'public_vpn', 'timezone_mismatch'),
      ...velocity({ countries: [1, 3, 5] }),
    },
  },
  'loan stacking, six applications within the hour': {
    because: 'the vendor’s use case on loans',
    event: velocity({ accounts: [2, 7, 7] }),
  },
  'a subscription, shared with a hundred strangers': {
    because: 'sold on a marketplace: one account, a new device every few minutes',
    event: velocity({ visitorsOfAccount: [3, 22, 140], ipsOfAccount: [3, 22, 150] }),
  },
  'votes for a contest': {
    because: 'OWASP OAT-016 Skewing by hand: twenty accounts in one browser',
    event: velocity({ accounts: [6, 20, 20] }),
  },
  'fifty reservations under fifty names': {
    because: 'resold by the door',
    event: velocity({ accounts: [7, 50, 50], events: [8, 55, 60] }),
  },
  'refunds for parcels that arrived, by one device for eight accounts': {
    because: 'refund fraud as a service',
    event: { ...vpn('public_vpn'), ...velocity({ accounts: [1, 3, 8] }) },
  },
  'accounts by the dozen, seen by v3': {
    because: 'the third generation’s counts',
    generation: 'v3',
    event: velocity({ accounts: [2, 12, 12] }),
  },
  'a multi-accounter at a poker table': {
    because: 'two seats at one table, one machine: a virtual one beside the real one',
    event: { virtual_machine: true, ...velocity({ accounts: [2, 2, 3] }) },
  },
};

/** Where the signals are few. */
export const weakSignals: Kind = {
  'an identification below what the vendor advises, at a payment': {
    because: 'the vendor’s stricter advice is 0.9',
    event: confidence(0.81),
  },
  'a suspect score of 25': {
    because: 'the weights are the account’s own; whatever adds up to 25 is much',
    event: { suspect_score: 25 },
  },
  'a suspect score of 14, seen by v3': {
    because: 'the same in the third generation',
    generation: 'v3',
    event: { suspect_score: 14 },
  },
  'a browser that gives nothing away on purpose': {
    because: 'the privacy settings signal, on a first visit at a payment',
    event: { privacy_settings: true, ...firstVisit },
  },
};
