import { activeCall } from './active-call.js';
import { aiAgent } from './ai-agent.js';
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
import { spoofedAgent } from './spoofed-agent.js';
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
  /**
   * The request carries no event.
   *
   * In `recommended` `deny`, in `strict` `deny`.
   */
  readonly 'missing-event': typeof missingEvent;
  /**
   * The event ID is malformed: its form is impossible, the API cannot parse it, or the sealed result belongs to another ID.
   *
   * In `recommended` `deny`, in `strict` `deny`.
   */
  readonly 'malformed-event': typeof malformedEvent;
  /**
   * The API knows no event with this ID: it is made up, or belongs to another account.
   *
   * In `recommended` `deny`, in `strict` `deny`.
   */
  readonly 'unknown-event': typeof unknownEvent;
  /**
   * The client sent a sealed result that cannot be opened, and no usable ID with it.
   *
   * In `recommended` `deny`, in `strict` `deny`.
   */
  readonly 'unreadable-sealed-result': typeof unreadableSealedResult;
  /**
   * The API does not deliver the event: it is too slow, unreachable or failing, it answers without an event, or something else answers in its place.
   *
   * In `recommended` `observe`, in `strict` `deny`. Options: `causes`.
   */
  readonly 'api-unavailable': typeof apiUnavailable;
  /**
   * The API refuses the guard: its key, its region or its subscription. The operator has to fix that.
   *
   * In `recommended` `observe`, in `strict` `deny`.
   */
  readonly 'api-refused': typeof apiRefused;
  /**
   * The account's lookups are used up, or this process is too busy: the API answered 429, the guard's own budget is spent, or an answer could not be read in time.
   *
   * In `recommended` `challenge`, in `strict` `deny`.
   */
  readonly 'over-budget': typeof overBudget;
  /**
   * While lookups are scarce, the client has sent mostly unknown IDs; counted by IPv4 address or IPv6 /64. Without the rule, or at `observe`, no client is limited.
   *
   * In `recommended` `deny`, in `strict` `deny`.
   */
  readonly 'lookup-limit': typeof lookupLimit;
  /**
   * The client closed its connection before it was checked. Nobody waits for the answer, and its address may no longer be known.
   *
   * In `recommended` `deny`, in `strict` `deny`.
   */
  readonly 'client-gone': typeof clientGone;
  /**
   * The replay store failed or was too slow: it is not known whether the ID was used before.
   *
   * In `recommended` `observe`, in `strict` `deny`.
   */
  readonly 'replay-store-unavailable': typeof replayStoreUnavailable;
  /**
   * The event is older than `maxAgeMs`.
   *
   * In `recommended` `deny`, in `strict` `deny`. Options: `maxAgeMs`.
   */
  readonly 'stale-event': typeof staleEvent;
  /**
   * The event is ahead of this server's clock by more than `maxSkewMs`.
   *
   * In `recommended` `deny`, in `strict` `deny`. Options: `maxSkewMs`.
   */
  readonly 'future-event': typeof futureEvent;
  /**
   * The event ID was used before: once for the whole guard, or once for each policy.
   *
   * In `recommended` `deny`, in `strict` `deny`. Options: `scope`.
   */
  readonly 'reused-event': typeof reusedEvent;
  /**
   * The very same payload was sent to Fingerprint before.
   *
   * In `recommended` `deny`, in `strict` `deny`.
   */
  readonly 'replayed-payload': typeof replayedPayload;
  /**
   * The event's page or the request's `Origin` is not one of the allowed origins; without an `Origin`, the `Referer` counts. Needs the guard's `origins` or its own.
   *
   * In `recommended` `deny`, in `strict` `deny`. Options: `origins`.
   */
  readonly 'origin-mismatch': typeof originMismatch;
  /**
   * The client's address is further from the event's than `tolerance`.
   *
   * In `recommended` `observe`, in `strict` `challenge`. Options: `tolerance`.
   */
  readonly 'ip-mismatch': typeof ipMismatch;
  /**
   * The client's address is further from the event's than `maxDistanceKm`: even allowing for the accuracy of both, or in another country if no coordinates are known. Needs the guard's `geo`, unless both are in one network.
   *
   * In `recommended` `challenge`, in `strict` `deny`. Options: `maxDistanceKm`.
   */
  readonly 'ip-location-mismatch': typeof ipLocationMismatch;
  /**
   * The browser's time zone and that of the event's address show different times.
   *
   * In `recommended` `observe`, in `strict` `challenge`.
   */
  readonly 'timezone-mismatch': typeof timezoneMismatch;
  /**
   * The event is linked to somebody other than the request's owner, or to nobody. Needs the guard's `linkedId`.
   *
   * In `recommended` `deny`, in `strict` `deny`.
   */
  readonly 'linked-id-mismatch': typeof linkedIdMismatch;
  /**
   * The confidence of the identification is below `min`.
   *
   * In `recommended` `challenge`, in `strict` `deny`. Options: `min`.
   */
  readonly 'low-confidence': typeof lowConfidence;
  /**
   * The visitor is a bad bot. Good bots, such as search engines, do not match; nor do agents that `ai-agent` allows.
   *
   * In `recommended` `deny`, in `strict` `deny`.
   */
  readonly 'bad-bot': typeof badBot;
  /**
   * The bot probability is above `max`; only the generation of 2019 measures it. Later generations have a verdict, which `bad-bot` checks. Agents that `ai-agent` allows do not match.
   *
   * In `recommended` `deny`, in `strict` `deny`. Options: `max`.
   */
  readonly 'bot-probability': typeof botProbability;
  /**
   * The visitor claims to be a known bot or agent, and is not: its claim can be verified, and the verification failed.
   *
   * In `recommended` `deny`, in `strict` `deny`.
   */
  readonly 'spoofed-agent': typeof spoofedAgent;
  /**
   * The visitor is an AI agent, according to its category, even if it acts for a customer. Agents in `allow` do not match, neither here nor in `bad-bot` and `bot-probability`.
   *
   * In `recommended` `observe`, in `strict` `challenge`. Options: `categories`, `identities`, `providers`, `allow`.
   */
  readonly 'ai-agent': typeof aiAgent;
  /**
   * The browser is in incognito (private) mode.
   *
   * In `recommended` `observe`, in `strict` `challenge`.
   */
  readonly incognito: typeof incognito;
  /**
   * The visitor uses a VPN: detected by any method (a relay alone, such as iCloud Private Relay, does not match) or by one of `methods`, with at least `minConfidence`.
   *
   * In `recommended` `observe`, in `strict` `challenge`. Options: `methods`, `minConfidence`.
   */
  readonly vpn: typeof vpn;
  /**
   * The visitor uses a proxy: of any type or of one of `types`, with at least `minConfidence`.
   *
   * In `recommended` `observe`, in `strict` `challenge`. Options: `types`, `minConfidence`.
   */
  readonly proxy: typeof proxy;
  /**
   * The visitor comes through the Tor network.
   *
   * In `recommended` `challenge`, in `strict` `deny`.
   */
  readonly tor: typeof tor;
  /**
   * One of the event's addresses belongs to a data centre.
   *
   * In `recommended` `observe`, in `strict` `challenge`.
   */
  readonly datacenter: typeof datacenter;
  /**
   * The event's address is on one of `lists`. Carriers share addresses on spam lists among many customers.
   *
   * In `recommended` `challenge`, in `strict` `deny`. Options: `lists`.
   */
  readonly 'ip-blocklist': typeof ipBlocklist;
  /**
   * The browser was tampered with: the vendor says so, its anomaly score is above `maxAnomaly`, or its model's score above `maxMlScore`.
   *
   * In `recommended` `challenge`, in `strict` `deny`. Options: `maxAnomaly`, `maxMlScore`.
   */
  readonly tampering: typeof tampering;
  /**
   * The browser runs in a virtual machine.
   *
   * In `recommended` `observe`, in `strict` `challenge`.
   */
  readonly 'virtual-machine': typeof virtualMachine;
  /**
   * The developer tools of the browser are open.
   *
   * In `recommended` `observe`, in `strict` `challenge`.
   */
  readonly 'developer-tools': typeof developerTools;
  /**
   * The browser resists fingerprinting, by its settings or by design.
   *
   * In `recommended` `observe`, in `strict` `challenge`.
   */
  readonly 'privacy-settings': typeof privacySettings;
  /**
   * The device is far more active than others.
   *
   * In `recommended` `observe`, in `strict` `challenge`.
   */
  readonly 'high-activity': typeof highActivity;
  /**
   * The device is of a kind that is very rare.
   *
   * In `recommended` `observe`, in `strict` `challenge`.
   */
  readonly 'rare-device': typeof rareDevice;
  /**
   * The suspect score is above `max`; its weights are set in your account.
   *
   * In `recommended` `observe`, in `strict` `deny`. Options: `max`.
   */
  readonly 'suspect-score': typeof suspectScore;
  /**
   * One of the visitor's counts is above its limit in `limits`.
   *
   * In `recommended` `observe`, in `strict` `challenge`. Options: `limits`.
   */
  readonly velocity: typeof velocity;
  /**
   * The Android device is rooted.
   *
   * In `recommended` `challenge`, in `strict` `deny`.
   */
  readonly 'rooted-device': typeof rootedDevice;
  /**
   * The app runs in an Android emulator or an iOS simulator.
   *
   * In `recommended` `challenge`, in `strict` `deny`.
   */
  readonly 'mobile-emulator': typeof mobileEmulator;
  /**
   * The app is a clone that runs alongside the original.
   *
   * In `recommended` `challenge`, in `strict` `deny`.
   */
  readonly 'cloned-app': typeof clonedApp;
  /**
   * The iOS device is jailbroken.
   *
   * In `recommended` `challenge`, in `strict` `deny`.
   */
  readonly jailbroken: typeof jailbroken;
  /**
   * The app is instrumented with Frida.
   *
   * In `recommended` `challenge`, in `strict` `deny`.
   */
  readonly frida: typeof frida;
  /**
   * The device reports a false location.
   *
   * In `recommended` `challenge`, in `strict` `deny`.
   */
  readonly 'location-spoofing': typeof locationSpoofing;
  /**
   * Somebody intercepts the device's connection to Fingerprint.
   *
   * In `recommended` `challenge`, in `strict` `deny`.
   */
  readonly 'mitm-attack': typeof mitmAttack;
  /**
   * The phone is in a call: somebody may be telling its owner what to do. Most calls are honest.
   *
   * In `recommended` `observe`, in `strict` `challenge`.
   */
  readonly 'active-call': typeof activeCall;
  /**
   * The device was reset to its factory state less than `withinMs` before the event.
   *
   * In `recommended` `challenge`, in `strict` `deny`. Options: `withinMs`.
   */
  readonly 'factory-reset': typeof factoryReset;
  /**
   * The vendor's own ruleset says to block: the one of `rulesetId`, which the API is asked to apply (v4 only); without it, whichever verdict the event contains.
   *
   * In `recommended` `deny`, in `strict` `deny`. Options: `rulesetId`.
   */
  readonly ruleset: typeof ruleset;
  /**
   * The visitor must have travelled from an earlier place faster than `maxKmh`, even allowing for the accuracy of both places. Asks for the history: up to one more call per visitor and minute.
   *
   * In `recommended` `off`, in `strict` `challenge`. Options: `maxKmh`.
   */
  readonly 'impossible-travel': typeof impossibleTravel;
  /**
   * The vendor is still computing signals: missing ones may follow.
   *
   * In `recommended` `challenge`, in `strict` `deny`.
   */
  readonly 'partial-event': typeof partialEvent;
  /**
   * A signal that `signals` or the guard's `expects` names is missing; or a product failed, or the event lacks its time.
   *
   * In `recommended` `challenge`, in `strict` `deny`. Options: `signals`.
   */
  readonly 'missing-signals': typeof missingSignals;
  /**
   * A signal is unknown because `geo` or the search for the history failed or was too slow. Counts signals that a rule at challenge or deny reads.
   *
   * In `recommended` `observe`, in `strict` `challenge`.
   */
  readonly 'signals-unavailable': typeof signalsUnavailable;
  /**
   * A signal is unknown because the budget of lookups is spent or this process is too busy. Counts signals that a rule at challenge or deny reads. Clients can cause that.
   *
   * In `recommended` `challenge`, in `strict` `challenge`.
   */
  readonly 'signals-over-budget': typeof signalsOverBudget;
  /**
   * The event comes from another workspace environment. Needs the guard's `environmentId`.
   *
   * In `recommended` `deny`, in `strict` `deny`.
   */
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
  'spoofed-agent': spoofedAgent,
  'ai-agent': aiAgent,
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
  'active-call': activeCall,
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
