import { apiRefused } from './api-refused.js';
import { apiUnavailable } from './api-unavailable.js';
import { badBot } from './bad-bot.js';
import { botProbability } from './bot-probability.js';
import { clientGone } from './client-gone.js';
import { clonedApp } from './cloned-app.js';
import { datacenter } from './datacenter.js';
import { developerTools } from './developer-tools.js';
import { environmentMismatch } from './environment-mismatch.js';
import { factoryReset } from './factory-reset.js';
import { frida } from './frida.js';
import { futureEvent } from './future-event.js';
import { highActivity } from './high-activity.js';
import { impossibleTravel } from './impossible-travel.js';
import { incognito } from './incognito.js';
import { ipBlocklist } from './ip-blocklist.js';
import { ipLocationMismatch } from './ip-location-mismatch.js';
import { ipMismatch } from './ip-mismatch.js';
import { jailbroken } from './jailbroken.js';
import { linkedIdMismatch } from './linked-id-mismatch.js';
import { locationSpoofing } from './location-spoofing.js';
import { lookupLimit } from './lookup-limit.js';
import { lowConfidence } from './low-confidence.js';
import { malformedEvent } from './malformed-event.js';
import { missingEvent } from './missing-event.js';
import { missingSignals } from './missing-signals.js';
import { mitmAttack } from './mitm-attack.js';
import { mobileEmulator } from './mobile-emulator.js';
import { originMismatch } from './origin-mismatch.js';
import { overBudget } from './over-budget.js';
import { partialEvent } from './partial-event.js';
import { privacySettings } from './privacy-settings.js';
import { proxy } from './proxy.js';
import { rareDevice } from './rare-device.js';
import { replayStoreUnavailable } from './replay-store-unavailable.js';
import { replayedPayload } from './replayed-payload.js';
import { reusedEvent } from './reused-event.js';
import { rootedDevice } from './rooted-device.js';
import { ruleset } from './ruleset.js';
import { signalsOverBudget } from './signals-over-budget.js';
import { signalsUnavailable } from './signals-unavailable.js';
import { staleEvent } from './stale-event.js';
import { suspectScore } from './suspect-score.js';
import { tampering } from './tampering.js';
import { timezoneMismatch } from './timezone-mismatch.js';
import { tor } from './tor.js';
import { unknownEvent } from './unknown-event.js';
import { unreadableSealedResult } from './unreadable-sealed-result.js';
import { velocity } from './velocity.js';
import { virtualMachine } from './virtual-machine.js';
import { vpn } from './vpn.js';

/** The catalogue: every built-in rule, with the docstring that editors show for it in a policy. */
export interface Rules {
  /** */
  readonly 'missing-event': typeof missingEvent;
  /** */
  readonly 'malformed-event': typeof malformedEvent;
  /** */
  readonly 'unknown-event': typeof unknownEvent;
  /** */
  readonly 'unreadable-sealed-result': typeof unreadableSealedResult;
  /** */
  readonly 'api-unavailable': typeof apiUnavailable;
  /** */
  readonly 'api-refused': typeof apiRefused;
  /** */
  readonly 'over-budget': typeof overBudget;
  /** */
  readonly 'lookup-limit': typeof lookupLimit;
  /** */
  readonly 'client-gone': typeof clientGone;
  /** */
  readonly 'replay-store-unavailable': typeof replayStoreUnavailable;
  /** */
  readonly 'stale-event': typeof staleEvent;
  /** */
  readonly 'future-event': typeof futureEvent;
  /** */
  readonly 'reused-event': typeof reusedEvent;
  /** */
  readonly 'replayed-payload': typeof replayedPayload;
  /** */
  readonly 'origin-mismatch': typeof originMismatch;
  /** */
  readonly 'ip-mismatch': typeof ipMismatch;
  /** */
  readonly 'ip-location-mismatch': typeof ipLocationMismatch;
  /** */
  readonly 'timezone-mismatch': typeof timezoneMismatch;
  /** */
  readonly 'linked-id-mismatch': typeof linkedIdMismatch;
  /** */
  readonly 'low-confidence': typeof lowConfidence;
  /** */
  readonly 'bad-bot': typeof badBot;
  /** */
  readonly 'bot-probability': typeof botProbability;
  /** */
  readonly incognito: typeof incognito;
  /** */
  readonly vpn: typeof vpn;
  /** */
  readonly proxy: typeof proxy;
  /** */
  readonly tor: typeof tor;
  /** */
  readonly datacenter: typeof datacenter;
  /** */
  readonly 'ip-blocklist': typeof ipBlocklist;
  /** */
  readonly tampering: typeof tampering;
  /** */
  readonly 'virtual-machine': typeof virtualMachine;
  /** */
  readonly 'developer-tools': typeof developerTools;
  /** */
  readonly 'privacy-settings': typeof privacySettings;
  /** */
  readonly 'high-activity': typeof highActivity;
  /** */
  readonly 'rare-device': typeof rareDevice;
  /** */
  readonly 'suspect-score': typeof suspectScore;
  /** */
  readonly velocity: typeof velocity;
  /** */
  readonly 'rooted-device': typeof rootedDevice;
  /** */
  readonly 'mobile-emulator': typeof mobileEmulator;
  /** */
  readonly 'cloned-app': typeof clonedApp;
  /** */
  readonly jailbroken: typeof jailbroken;
  /** */
  readonly frida: typeof frida;
  /** */
  readonly 'location-spoofing': typeof locationSpoofing;
  /** */
  readonly 'mitm-attack': typeof mitmAttack;
  /** */
  readonly 'factory-reset': typeof factoryReset;
  /** */
  readonly ruleset: typeof ruleset;
  /** */
  readonly 'impossible-travel': typeof impossibleTravel;
  /** */
  readonly 'partial-event': typeof partialEvent;
  /** */
  readonly 'missing-signals': typeof missingSignals;
  /** */
  readonly 'signals-unavailable': typeof signalsUnavailable;
  /** */
  readonly 'signals-over-budget': typeof signalsOverBudget;
  /** */
  readonly 'environment-mismatch': typeof environmentMismatch;
}

/** Every built-in rule by its name, in the order it is documented and judged. */
const CATALOGUE: Rules = {
  'missing-event': missingEvent,
  'malformed-event': malformedEvent,
  'unknown-event': unknownEvent,
  'unreadable-sealed-result': unreadableSealedResult,
  'api-unavailable': apiUnavailable,
  'api-refused': apiRefused,
  'over-budget': overBudget,
  'lookup-limit': lookupLimit,
  'client-gone': clientGone,
  'replay-store-unavailable': replayStoreUnavailable,
  'stale-event': staleEvent,
  'future-event': futureEvent,
  'reused-event': reusedEvent,
  'replayed-payload': replayedPayload,
  'origin-mismatch': originMismatch,
  'ip-mismatch': ipMismatch,
  'ip-location-mismatch': ipLocationMismatch,
  'timezone-mismatch': timezoneMismatch,
  'linked-id-mismatch': linkedIdMismatch,
  'low-confidence': lowConfidence,
  'bad-bot': badBot,
  'bot-probability': botProbability,
  incognito,
  vpn,
  proxy,
  tor,
  datacenter,
  'ip-blocklist': ipBlocklist,
  tampering,
  'virtual-machine': virtualMachine,
  'developer-tools': developerTools,
  'privacy-settings': privacySettings,
  'high-activity': highActivity,
  'rare-device': rareDevice,
  'suspect-score': suspectScore,
  velocity,
  'rooted-device': rootedDevice,
  'mobile-emulator': mobileEmulator,
  'cloned-app': clonedApp,
  jailbroken,
  frida,
  'location-spoofing': locationSpoofing,
  'mitm-attack': mitmAttack,
  'factory-reset': factoryReset,
  ruleset,
  'impossible-travel': impossibleTravel,
  'partial-event': partialEvent,
  'missing-signals': missingSignals,
  'signals-unavailable': signalsUnavailable,
  'signals-over-budget': signalsOverBudget,
  'environment-mismatch': environmentMismatch,
};

/** Every built-in rule, in that order. */
export const RULES: readonly Rules[keyof Rules][] = Object.values(CATALOGUE);
