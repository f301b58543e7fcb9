import { falseAgents, headlessBrowsers, scripts } from './attacks/automation.js';
import { antiDetectBrowsers, hiddenAddresses, machineFarms, tampering } from './attacks/disguise.js';
import {
  exhaustion,
  foreignEvents,
  forgedEvents,
  relayedEvents,
  replays,
  staleEvents,
} from './attacks/events.js';
import { accountTakeovers, promotionAbuse, weakSignals } from './attacks/people.js';
import { emulatedPhones, modifiedPhones } from './attacks/phones.js';
import { labelled } from './visit.js';

/** Visits that somebody should be kept from. */
export const attacks = labelled('attack', {
  'headless browsers': headlessBrowsers,
  scripts,
  'false agents': falseAgents,
  'anti-detect browsers': antiDetectBrowsers,
  tampering,
  'machine farms': machineFarms,
  'hidden addresses': hiddenAddresses,
  replays,
  'stale events': staleEvents,
  'foreign events': foreignEvents,
  'forged events': forgedEvents,
  'relayed events': relayedEvents,
  exhaustion,
  'account takeovers': accountTakeovers,
  'promotion abuse': promotionAbuse,
  'weak signals': weakSignals,
  'modified phones': modifiedPhones,
  'emulated phones': emulatedPhones,
});
