import { BERLIN, CARRIER, LAGOS, MUNICH, SAO_PAULO, SERVER_FRANKFURT, SINGAPORE } from '../parts/places.js';
import { at } from '../parts/signals.js';
import type { Kind } from '../visit.js';

/** One identification for more than one request. */
export const replays: Kind = {
  'an honest event, used a second time': {
    because: 'the vendor: an event is for one action; nothing of theirs remembers which were used',
    sends: { usedBefore: 1 },
  },
  'an honest event, used for the hundredth password': {
    because: 'OWASP OAT-008 with one identification by hand',
    sends: { usedBefore: 3 },
  },
  'the event of a login, used again for the payment': {
    because: 'one action, one event',
    sends: { usedBefore: 1, headers: { referer: 'https://shop.example/checkout' } },
  },
  'an event used twice, seen by v3': {
    because: 'the third generation',
    generation: 'v3',
    sends: { usedBefore: 1 },
  },
  'an event used twice, of the generation of 2019': {
    because: 'that generation has no event ids: a visit is its visitor and time',
    generation: '2019',
    sends: { usedBefore: 1 },
  },
  'a used event, sent from another network': {
    because: 'an id, stolen from a log',
    sends: { usedBefore: 1, from: SERVER_FRANKFURT },
  },
  'a payload that was sent to Fingerprint before': {
    because: 'the vendor’s `replayed`: the same bytes came twice',
    event: { replayed: true },
  },
  'a replayed payload, seen by v3': {
    because: 'the third generation’s flag',
    generation: 'v3',
    event: { replayed: true },
  },
  'a sealed result, used a second time': {
    because: 'sealing hides an event; it does not use it up',
    sends: { sealed: 'its own', eventId: null, usedBefore: 1 },
  },
};

/** Events that were kept. */
export const staleEvents: Kind = {
  'an event from five minutes ago': {
    because: 'the vendor: older than two minutes is suspect',
    ageMs: 300_000,
  },
  'an event from an hour ago': { because: 'an id out of a browser’s history', ageMs: 3_600_000 },
  'an event from last week': { because: 'an id out of a log', ageMs: 604_800_000 },
  'a stale event of v3': { because: 'the third generation', generation: 'v3', ageMs: 300_000 },
  'a stale visit of 2019': {
    because: 'the API finds it, as it lists a visitor’s newest visits',
    generation: '2019',
    ageMs: 300_000,
  },
  'an event from ten minutes ahead': { because: 'a forged time', ageMs: -600_000 },
  'an event without a time': {
    because: 'without its time it would be fresh for ever',
    event: { timestamp: null },
  },
  'events made in advance, a batch for the day': {
    because: 'made by people, sold by the thousand, used by a script',
    ageMs: 1_800_000,
    sends: { from: SERVER_FRANKFURT },
  },
  'a sealed result from an hour ago': {
    because: 'sealing does not keep an event fresh',
    ageMs: 3_600_000,
    sends: { sealed: 'its own', eventId: null },
  },
};

/** Events that belong elsewhere. */
export const foreignEvents: Kind = {
  'an event of a page that imitates the shop': {
    because: 'phishing: the victim identifies on the false page',
    event: { url: 'https://shop-example.login.example.net/login' },
  },
  'an event of another shop of the same account': {
    because: 'one key for two sites, where one of them is weak',
    event: { url: 'https://outlet.example.org/' },
  },
  'an event of a page on localhost': {
    because: 'an attacker’s own copy of the page',
    event: { url: 'http://localhost:3000/login' },
  },
  'an event of a file': { because: 'a page saved to disk', event: { url: 'file:///C:/login.html' } },
  'an event without a page': {
    because: 'leaving the page out is the client’s to do',
    event: { url: null },
  },
  'a host that only begins like the shop’s': {
    because: 'https://shop.example.attacker.example',
    event: { url: 'https://shop.example.attacker.example/login' },
  },
  'the shop’s page over plain HTTP': {
    because: 'another origin, which anybody on the network can write',
    event: { url: 'http://shop.example/login' },
  },
  'a request from the page of another site': {
    because: 'the browser says so in `Origin`',
    sends: { origin: 'https://attacker.example' },
  },
  'an event of another page, seen by v3': {
    because: 'the third generation',
    generation: 'v3',
    event: { url: 'https://shop-example.login.example.net/login' },
  },
  'a visit of another page, of the generation of 2019': {
    because: 'the generation of 2019',
    generation: '2019',
    event: { url: 'https://shop-example.login.example.net/login' },
  },
  'an event of the test environment': {
    because: 'its key is in every developer’s browser',
    event: { environment_id: 'ae_test0000000000' },
  },
  'an event without an environment': {
    because: 'every event of the account has one',
    event: { environment_id: null },
  },
  'an event for another customer': {
    because: 'made while logged in to the attacker’s own account',
    event: { linked_id: 'customer-666' },
  },
  'an event for nobody': {
    because: 'leaving the linked id out evades every count by account',
    event: { linked_id: null },
  },
  'an event for another customer, seen by v3': {
    because: 'the third generation',
    generation: 'v3',
    event: { linked_id: 'customer-666' },
  },
  'an id of another workspace': {
    because: 'the API knows no such event',
    sends: { eventId: '0KSh65EnVoB85JBmloQK' },
  },
};

/** What is not an event. */
export const forgedEvents: Kind = {
  'no event': { because: 'the request of a script', sends: { eventId: null } },
  'an id that is made up': { because: 'the form is right', sends: { eventId: '1KSh65EnVoB85JBmloQL' } },
  'an id of another form': { because: 'guessing', sends: { eventId: 'admin' } },
  'a path in place of an id': {
    because: 'to make the server ask for another resource',
    sends: { eventId: '../visitors/x' },
  },
  'a query in place of an id': { because: 'the same', sends: { eventId: 'x?api_key=stolen' } },
  'an id of a thousand characters': {
    because: 'to find out what breaks',
    sends: { eventId: 'a'.repeat(1000) },
  },
  'SQL in place of an id': { because: 'scanners try it everywhere', sends: { eventId: "' OR '1'='1" } },
  'a line break in place of an id': { because: 'header injection', sends: { eventId: 'a\r\nx-admin: 1' } },
  'the name of another endpoint': { because: '`search` would list events', sends: { eventId: 'search' } },
  'an empty id': { because: 'a form field left empty', sends: { eventId: '' } },
  'a sealed result that is no ciphertext': {
    because: 'base64 of anything',
    sends: { eventId: null, sealed: 'no ciphertext' },
  },
  'a sealed result beside the id of another event': {
    because: 'the vendor: the unsealed id must equal the one that the client sent',
    sends: { sealed: 'of another event' },
  },
  'a sealed result made with another key': {
    because: 'the format is public, the key is not',
    sends: { eventId: null, sealed: 'of another key' },
  },
};

/** Events that travel: made by one client, sent by another. */
export const relayedEvents: Kind = {
  'a victim’s event, sent from another continent': {
    because: 'adversary in the middle, MITRE ATT&CK T1557: the kit forwards what the victim’s page sends',
    event: at(BERLIN),
    sends: { from: SAO_PAULO },
  },
  'a victim’s event, sent from a server in the same country': {
    because: 'the kit rents a server near its victims',
    event: at(BERLIN),
    sends: { from: SERVER_FRANKFURT },
  },
  'a victim’s event, sent from another city by another provider': {
    because: 'stolen and used within seconds',
    event: at(BERLIN),
    sends: { from: MUNICH },
  },
  'a victim’s event, sent from the attacker’s phone': {
    because: 'in the same city, by another provider',
    event: at(BERLIN),
    sends: { from: CARRIER },
  },
  'events from people who are paid for them': {
    because: 'CAPTCHA farms sell identifications the same way: OWASP OAT-009',
    event: at(LAGOS),
    sends: { from: SERVER_FRANKFURT },
  },
  'a relayed event, seen by v3': {
    because: 'the third generation',
    generation: 'v3',
    event: at(BERLIN),
    sends: { from: SINGAPORE },
  },
  'a relayed visit of 2019': {
    because: 'the generation of 2019',
    generation: '2019',
    event: at(BERLIN),
    sends: { from: SINGAPORE },
  },
  'a forwarded address that somebody made up': {
    because: 'the left-most entry of X-Forwarded-For is the client’s to choose; nobody reads it here',
    event: at(BERLIN),
    sends: { from: SAO_PAULO, headers: { 'x-forwarded-for': BERLIN.v4 } },
  },
};

/** Requests that arrive while something is broken, or make it break. */
export const exhaustion: Kind = {
  'a flood of ids, to use up the account’s lookups': {
    because: 'the API answers 429; whoever causes that must not get in',
    api: { kind: 'status', status: 429, code: 'too_many_requests' },
  },
  'an event whose signals were not computed': {
    because: 'a client that breaks off early gets a partial event',
    event: {
      incremental_identification_status: 'partially_completed',
      bot: null,
      vpn: null,
      tampering: null,
    },
  },
  'an event whose bot detection failed': {
    because: 'a product can be blocked by the client',
    generation: 'v3',
    api: { kind: 'product', name: 'botd' },
  },
};
