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

/** The catalogue: every built-in rule, in the order it is documented and judged. */
export const RULES = [
  missingEvent,
  malformedEvent,
  unknownEvent,
  unreadableSealedResult,
  apiUnavailable,
  apiRefused,
  overBudget,
  lookupLimit,
  clientGone,
  replayStoreUnavailable,
  staleEvent,
  futureEvent,
  reusedEvent,
  replayedPayload,
  originMismatch,
  ipMismatch,
  ipLocationMismatch,
  timezoneMismatch,
  linkedIdMismatch,
  lowConfidence,
  badBot,
  botProbability,
  incognito,
  vpn,
  proxy,
  tor,
  datacenter,
  ipBlocklist,
  tampering,
  virtualMachine,
  developerTools,
  privacySettings,
  highActivity,
  rareDevice,
  suspectScore,
  velocity,
  rootedDevice,
  mobileEmulator,
  clonedApp,
  jailbroken,
  frida,
  locationSpoofing,
  mitmAttack,
  factoryReset,
  ruleset,
  impossibleTravel,
  partialEvent,
  missingSignals,
  signalsUnavailable,
  signalsOverBudget,
  environmentMismatch,
] as const;
