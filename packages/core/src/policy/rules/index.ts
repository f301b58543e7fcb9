import { apiRefused } from './api-refused.js';
import { apiUnavailable } from './api-unavailable.js';
import { badBot } from './bad-bot.js';
import { botProbability } from './bot-probability.js';
import { environmentMismatch } from './environment-mismatch.js';
import { futureEvent } from './future-event.js';
import { incognito } from './incognito.js';
import { ipLocationMismatch } from './ip-location-mismatch.js';
import { ipMismatch } from './ip-mismatch.js';
import { linkedIdMismatch } from './linked-id-mismatch.js';
import { lowConfidence } from './low-confidence.js';
import { malformedEvent } from './malformed-event.js';
import { missingEvent } from './missing-event.js';
import { missingSignals } from './missing-signals.js';
import { originMismatch } from './origin-mismatch.js';
import { overBudget } from './over-budget.js';
import { proxy } from './proxy.js';
import { replayStoreUnavailable } from './replay-store-unavailable.js';
import { replayedPayload } from './replayed-payload.js';
import { reusedEvent } from './reused-event.js';
import { staleEvent } from './stale-event.js';
import { suspectScore } from './suspect-score.js';
import { tampering } from './tampering.js';
import { timezoneMismatch } from './timezone-mismatch.js';
import { tor } from './tor.js';
import { unknownEvent } from './unknown-event.js';
import { unreadableSealedResult } from './unreadable-sealed-result.js';
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
  tampering,
  suspectScore,
  missingSignals,
  environmentMismatch,
] as const;
