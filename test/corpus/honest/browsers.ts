import { BERLIN, LONDON, OFFICE, SERVER_FRANKFURT, SERVER_VIRGINIA, UNIVERSITY } from '../parts/places.js';
import { agent, at, confidence, firstVisit, tampered, velocity, vpn } from '../parts/signals.js';
import type { Kind } from '../visit.js';

/** Browsers that tell little. */
export const privateBrowsers: Kind = {
  'a private window': {
    because: 'a present for somebody who uses the same computer',
    event: { incognito: true },
  },
  'a private window on a first visit': {
    because: 'everything is new',
    event: { incognito: true, ...firstVisit },
  },
  'Brave with its shields up': {
    because: 'it answers with noise',
    event: { privacy_settings: true, ...tampered({ verdict: false, anomaly: 0.41, ml: 0.3 }) },
  },
  'Firefox that resists fingerprinting': {
    because: 'it says UTC, and rounds what it can',
    event: {
      privacy_settings: true,
      vpn_origin_timezone: 'UTC',
      user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    },
  },
  LibreWolf: { because: 'Firefox, hardened', event: { privacy_settings: true, ...confidence(0.86) } },
  'Safari with Advanced Tracking and Fingerprinting Protection': {
    because: 'noise in canvas and audio since Safari 17',
    event: { incognito: true, ...confidence(0.88) },
  },
  'DuckDuckGo’s browser on a phone': {
    because: 'clears everything at the press of a button',
    event: { privacy_settings: true, ...firstVisit },
  },
  'an ad blocker, the agent behind the site’s own domain': {
    because: 'the vendor’s proxy integrations exist for this: the agent loads, the rest does not',
    event: confidence(0.93),
  },
  'an ad blocker that breaks half of the signals': {
    because: 'the vendor computed what it could',
    event: {
      bot: null,
      tampering: null,
      tampering_details: null,
      tampering_ml_score: null,
      virtual_machine: null,
    },
  },
  'cookies deleted at each start': { because: 'a setting of the browser', event: firstVisit },
  'an extension that hides the canvas': {
    because: 'a common one: what it changes is tampering, by the vendor’s measure',
    event: tampered({ anomaly: 0.55, ml: 0.4 }),
  },
  'a user agent switched for a bank’s old site': {
    because: 'an extension that was forgotten',
    event: tampered({ anomaly: 0.6 }),
  },
  'a developer with the tools open': {
    because: 'a customer who is curious',
    event: { developer_tools: true },
  },
};

/** Browsers and devices that few have. */
export const unusualDevices: Kind = {
  'Internet Explorer’s mode in Edge': {
    because: 'an insurance’s intranet',
    event: {
      user_agent: 'Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko',
      ...confidence(0.71),
    },
  },
  'Chrome on Windows 7': {
    because: 'the last version that it got',
    event: {
      user_agent:
        'Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36',
    },
  },
  'Safari on an iPad of 2014': {
    because: 'iOS 12 is the end of it',
    event: {
      user_agent:
        'Mozilla/5.0 (iPad; CPU OS 12_5_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1.2 Mobile/15E148 Safari/604.1',
      ...confidence(0.66),
    },
  },
  'a television’s browser': { because: 'nobody has another like it', event: { rare_device: true } },
  'a games console': {
    because: 'a browser in the settings',
    event: { rare_device: true, ...confidence(0.78) },
  },
  'a car’s screen': { because: 'a rare device, on the move', event: { rare_device: true } },
  'an e-reader': {
    because: 'a grey screen and an old engine',
    event: { rare_device: true, ...confidence(0.6) },
  },
  'Linux on a phone': {
    because: 'rare by any measure',
    event: { rare_device: true, privacy_settings: true },
  },
  'a hundred equal computers of a school': {
    because: 'identical devices are told apart with less confidence',
    event: { ...at(UNIVERSITY), ...confidence(0.52) },
  },
  'two iPhones of one model and one settings': {
    because: 'iPhones differ little: the vendor says how sure it is',
    event: confidence(0.9),
  },
  'an identification that the vendor is unsure of': {
    because: 'it happens, and is nobody’s fault',
    event: confidence(0.44),
  },
  'a virtual machine at work': {
    because: 'developers work in them',
    event: { virtual_machine: true },
  },
  'a virtual desktop of a bank': {
    because: 'Citrix, in the bank’s data centre, for ten thousand people',
    event: { ...at(SERVER_FRANKFURT), virtual_machine: true, ...confidence(0.6) },
  },
  'Windows 365 from a tablet': {
    because: 'a desktop in a cloud',
    event: { ...at(SERVER_VIRGINIA), virtual_machine: true, vpn_origin_timezone: 'America/New_York' },
  },
  'a rooted phone of somebody who likes to own it': {
    because: 'GrapheneOS and LineageOS have friends',
    app: true,
    event: { root_apps: true },
  },
  'a phone with the developer options on': {
    because: 'to make animations faster',
    app: true,
    event: { developer_tools: true },
  },
  'a phone bought second-hand this morning': {
    because: 'reset by the seller, set up by the customer',
    app: true,
    resetHoursAgo: 4,
    event: firstVisit,
  },
  'two profiles of one phone, one for work': {
    because: 'an app in a work profile can look like a clone',
    app: true,
    event: { cloned_app: true },
  },
  'a phone on a call with the customer’s mother': {
    because: 'she chooses, he orders',
    app: true,
    event: { active_call: true },
  },
  'a phone from which every sensor is gone': {
    because: 'an app with the least permissions: half of the signals are absent',
    app: true,
    event: { proximity: null, location_spoofing: null, mitm_attack: null, frida: null },
  },
};

/** People who use a browser by other means, and programs that help them. */
export const accessibility: Kind = {
  'a screen reader': {
    because: 'NVDA, JAWS and VoiceOver read the page through the browser’s own interface',
  },
  'speech in place of a keyboard': {
    because: 'Dragon fills in forms at once, with an extension',
    event: tampered({ verdict: false, anomaly: 0.3, ml: 0.2 }),
  },
  'one switch in place of a mouse': {
    because: 'slow: half a minute between the identification and the form',
    ageMs: 32_000,
  },
  'a magnifier with a screen of its own': {
    because: 'a screen size that nobody else has',
    event: { rare_device: true },
  },
  'high contrast and forced colours': {
    because: 'an appearance of one’s own',
    event: { privacy_settings: false },
  },
  'an eye tracker': { because: 'slow, and a rare device', ageMs: 60_000, event: { rare_device: true } },
  'a browser that translates': { because: 'the page is changed while it is open', event: confidence(0.94) },
  'a password manager that fills in and submits': {
    because: 'the form is sent a moment after the page',
    ageMs: 200,
  },
  'a reader mode that saves the page for later': {
    because: 'comes back to it, and the page identifies anew',
    ageMs: 900,
  },
};

/** Programs that their users sent, and that are welcome. */
export const assistants: Kind = {
  'ChatGPT’s agent, signed, for a customer': {
    because: 'Web Bot Auth: the provider’s key proves it',
    event: { ...at(SERVER_VIRGINIA), ...agent('ChatGPT Agent', 'OpenAI', 'ai_agent', 'signed') },
  },
  'Gemini in Chrome, for a customer': {
    because: 'acts in the customer’s own browser',
    event: agent('Gemini', 'Google', 'ai_assistant', 'unknown', 'not_detected'),
  },
  'Comet, an AI browser': {
    because: 'a browser like others while nobody asks its assistant',
    event: agent('Comet', 'Perplexity', 'ai_browser', 'unknown', 'not_detected'),
  },
  'ChatGPT Atlas, an AI browser': {
    because: 'the same',
    event: agent('ChatGPT Atlas', 'OpenAI', 'ai_browser', 'unknown', 'not_detected'),
  },
  'Claude in Chrome, for a customer': {
    because: 'acts in the customer’s own browser',
    event: agent('Claude for Chrome', 'Anthropic', 'ai_assistant', 'unknown', 'not_detected'),
  },
  'a shopping agent, signed': {
    because: 'payment networks sign the agents that may pay',
    event: { ...at(SERVER_VIRGINIA), ...agent('Example Pay Agent', 'Visa', 'ai_agent', 'signed') },
  },
  Googlebot: {
    because: 'a crawler that its provider runs',
    event: { ...at(SERVER_VIRGINIA), ...agent('Googlebot', 'Google', 'search_engine_crawler', 'verified') },
  },
  Bingbot: {
    because: 'the same',
    event: { ...at(SERVER_VIRGINIA), ...agent('Bingbot', 'Microsoft', 'search_engine_crawler', 'verified') },
  },
  'a crawler for AI search, verified': {
    because: 'brings customers as search engines do',
    event: { ...at(SERVER_VIRGINIA), ...agent('OAI-SearchBot', 'OpenAI', 'ai_search', 'verified') },
  },
  'the shop’s own uptime monitor': {
    because: 'logs in every five minutes, from a data centre',
    event: {
      ...at(SERVER_FRANKFURT),
      ...agent('UptimeRobot', 'UptimeRobot', 'monitoring_and_analytics', 'verified'),
      high_activity_device: true,
    },
  },
  'a preview of a link that a friend sent': {
    because: 'the messenger fetches the page',
    event: { ...at(SERVER_VIRGINIA), ...agent('WhatsApp', 'Meta', 'other', 'verified') },
  },
  'a good bot, seen by v3': {
    because: 'the third generation’s verdict',
    generation: 'v3',
    event: { ...at(SERVER_VIRGINIA), bot: 'good', bot_type: 'google' },
  },
};

/** One device for several, and several for one. */
export const sharedDevices: Kind = {
  'a family’s tablet, its third account today': {
    because: 'parents and children',
    event: velocity({ accounts: [1, 2, 3] }),
  },
  'a family’s tablet, five accounts within the hour': {
    because: 'everybody orders at once',
    event: velocity({ accounts: [3, 5, 5] }),
  },
  'a computer in a public library': {
    because: 'forty people a day',
    event: { ...at(UNIVERSITY), ...velocity({ accounts: [1, 5, 40], events: [3, 30, 200] }) },
  },
  'a tablet at a counter': {
    because: 'the shop’s own people order for customers',
    event: { ...at(OFFICE), high_activity_device: true, ...velocity({ accounts: [2, 14, 90] }) },
  },
  'a call centre that orders for callers': {
    because: 'a customer every five minutes, from a virtual desktop',
    event: { ...at(OFFICE), virtual_machine: true, ...velocity({ accounts: [2, 15, 110] }) },
  },
  'a family of five devices, one account': {
    because: 'a streaming service',
    event: velocity({ visitorsOfAccount: [2, 3, 5], ipsOfAccount: [2, 5, 12] }),
  },
  'a flat-share that pays for one account': {
    because: 'allowed by the terms, or nobody asks',
    event: velocity({ visitorsOfAccount: [2, 4, 8], ipsOfAccount: [2, 6, 14] }),
  },
  'a carer who orders for six people': {
    because: 'six accounts, one phone, within the hour',
    app: true,
    event: velocity({ accounts: [2, 6, 6] }),
  },
  'a tester of the shop with twelve accounts': {
    because: 'works there',
    event: { ...at(OFFICE), developer_tools: true, ...velocity({ accounts: [3, 12, 40] }) },
  },
  'a customer who reloads a sold-out page': {
    because: 'thirty times in five minutes, by hand',
    event: velocity({ events: [30, 60, 80] }),
  },
  'a customer who mistypes a password nine times': {
    because: 'each try with a new event',
    event: velocity({ events: [9, 10, 12] }),
  },
  'an internet café abroad': {
    because: 'a reset machine, a stranger’s address',
    event: { ...at(LONDON), virtual_machine: true, ...firstVisit, ...velocity({ accounts: [1, 6, 50] }) },
  },
};

/** Slow, late, early, or again. */
export const timing: Kind = {
  'a slow line': { because: 'twenty seconds from the identification to the form', ageMs: 20_000 },
  'a very slow line': { because: 'a photograph is uploaded with the form', ageMs: 95_000 },
  'a server whose clock is ten seconds behind': {
    because: 'the event seems to come from the future',
    ageMs: -10_000,
  },
  'a server whose clock is 25 seconds ahead': { because: 'a fresh event looks old', ageMs: 25_000 },
  'a browser whose clock is a day wrong': {
    because: 'the event’s time is Fingerprint’s, not the browser’s',
    event: confidence(0.95),
  },
  'a server that is behind, seen by v3': {
    because: 'the third generation',
    generation: 'v3',
    ageMs: -10_000,
  },
  'a form open over lunch': {
    because: 'the page identifies once more when the answer asks for that, as the page helper does',
    ageMs: 3_600_000,
    sends: { retries: true },
  },
  'a tab that was asleep for a night': {
    because: 'the same',
    ageMs: 40_000_000,
    sends: { retries: true },
  },
  'a phone that was in a tunnel': {
    because: 'the form waited for the network, and the page identifies once more',
    ageMs: 240_000,
    sends: { retries: true },
  },
  'a page that was open while the key changed': {
    because: 'an id of the old workspace: unknown, and the page identifies once more',
    sends: { eventId: '2KSh65EnVoB85JBmloQM', retries: true },
  },
  'an event that did not load the first time': {
    because: 'the agent was slow: no id, and the page identifies once more',
    sends: { eventId: null, retries: true },
  },
  'the back button, and the form again': {
    because: 'the page identifies when the form is sent, so the second form has an event of its own',
    event: velocity({ events: [2, 2, 4] }),
  },
  'a double click on “Buy”': {
    because: 'the page sends once; what it identified twice are two events',
    event: velocity({ events: [3, 3, 5] }),
  },
  'a browser that sends no Origin': {
    because: 'a form of one’s own site, with a strict referrer policy',
    sends: { origin: null },
  },
  'a browser that sends Origin: null': {
    because: 'a strict referrer policy makes that of honest forms',
    sends: { origin: 'null' },
  },
};

/** Something of the service’s is broken, and a customer is there. */
export const outages: Kind = {
  'Fingerprint answers with an error': {
    because: 'a customer is not to pay for that',
    api: { kind: 'status', status: 500 },
  },
  'Fingerprint cannot be reached': { because: 'the same', api: { kind: 'unreachable' } },
  'a captive portal in front of the server': {
    because: 'HTML in place of an event',
    api: { kind: 'not-json' },
  },
  'the key was revoked': {
    because: 'the operator’s mistake',
    api: { kind: 'status', status: 403, code: 'secret_api_key_not_found' },
  },
  'the subscription ran out': {
    because: 'the operator’s bill',
    api: { kind: 'status', status: 403, code: 'subscription_not_active' },
  },
  'a product that failed': {
    because: 'the third generation reports a failure inside of a 200',
    generation: 'v3',
    api: { kind: 'product', name: 'vpn' },
  },
  'the account’s lookups are used up by a flood': {
    because: 'a customer among a thousand bots: asked for more, not turned away',
    api: { kind: 'status', status: 429, code: 'too_many_requests' },
  },
  'signals still being computed': {
    because: 'a fast form: what is missing may follow',
    event: { incremental_identification_status: 'partially_completed' },
  },
  'an account without most smart signals': {
    because: 'the smallest plan: identification and bots',
    event: {
      vpn: null,
      proxy: null,
      tampering: null,
      velocity: null,
      ip_blocklist: null,
      incognito: null,
      virtual_machine: null,
      developer_tools: null,
      high_activity_device: null,
      rare_device: null,
    },
  },
  'a value that the vendor added since': {
    because: 'enum values appear without notice',
    event: { bot: 'undecided', vpn_confidence: 'very high', incremental_identification_status: 'completed' },
  },
  'a customer in the middle of all of it': {
    because: 'private window, company VPN, old browser, first visit',
    event: {
      ...at(SERVER_FRANKFURT),
      ...vpn('public_vpn'),
      incognito: true,
      identification: {
        visitor_found: false,
        first_seen_at: null,
        last_seen_at: null,
        confidence: { score: 0.62 },
      },
    },
  },
  'a customer at home, while nothing is broken': { because: 'the control', event: at(BERLIN) },
};
