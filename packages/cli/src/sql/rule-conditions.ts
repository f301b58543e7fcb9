import type { AllowedAgent, RuleName, RuleOptions } from '@fingerprint-guard/core';
import type { Facts } from './facts.js';
import { all, any, anyKnown, FALSE, known, not, TRUE, type Truth, UNKNOWN, when } from './logic.js';
import { isAllowedOrigin } from './origins.js';

/** Writes the condition of a rule with these options, which include all that have a value. */
type RuleSql<Name extends RuleName> = (facts: Facts, options: RuleOptions<Name>) => Truth;

/** Matches one flag of the event. */
const flag = (path: string) => (facts: Facts) => facts.flag(path);

/** Matches one value of a signal. */
const is = (path: string, value: string) => (facts: Facts) => `(${facts.text(path)} = '${value}')`;

const isOneOf = (text: string, values: readonly string[], facts: Facts): Truth =>
  `(${text} IN (${values.map((value) => facts.literal(value)).join(', ')}))`;

/** Once the lookup is known, a missing cause is none of these. */
const ofCause = (facts: Facts, ...causes: readonly string[]): Truth =>
  when(`${facts.text('lookup')} IS NULL`, UNKNOWN, known(isOneOf(facts.text('lookupCause'), causes, facts)));

const lostSignals = (path: string) => (facts: Facts) =>
  when(`${facts.text('lookup')} IS NULL`, UNKNOWN, known(`${facts.length(path)} > 0`));

/** The vendor's confidences, lowest first. */
const CONFIDENCES = ['low', 'medium', 'high'];

function sureEnough(path: string, min: string | undefined, facts: Facts): Truth {
  if (min === undefined) return TRUE;
  const rank = CONFIDENCES.indexOf(min);
  const confidence = facts.text(path);
  const below = CONFIDENCES.slice(0, rank);
  const enough = isOneOf(confidence, CONFIDENCES.slice(rank), facts);
  return `CASE WHEN ${enough} THEN TRUE ${below.length > 0 ? `WHEN ${isOneOf(confidence, below, facts)} THEN FALSE ` : ''}END`;
}

/** True if a relay is the only finding: it hides the address and keeps the country. */
function relayAlone(facts: Facts): Truth {
  const method = (name: string) => facts.flag(`event.vpn.methods.${name}`);
  const isRelay = any(known(method('osMismatch')), known(method('relay')));
  const isMore = any(...['publicVpn', 'auxiliaryMobile', 'mlPrediction'].map((name) => known(method(name))));
  return when(not(isRelay), FALSE, when(isMore, FALSE, not(method('timezoneMismatch'))));
}

function isNoAgent(facts: Facts): Truth {
  const isNone = any(
    known(`${facts.text('bot')} = 'not_detected'`),
    known(all(`${facts.text('reference')} = 'edge'`, `${facts.text('lookup')} = 'found'`)),
  );
  const described = ['agentCategory', 'agentIdentity', 'agentProvider'];
  return all(isNone, ...described.map((name) => `${facts.text(name)} IS NULL`));
}

/** True for an agent that the policy allows: a proven identity at a provider. */
export function isAllowedAgent(allow: readonly AllowedAgent[] | undefined, facts: Facts): Truth {
  const proofs = (allow ?? []).map(({ provider, identities }) =>
    known(
      all(
        `${facts.text('agentProvider')} = ${facts.literal(provider)}`,
        isOneOf(facts.text('agentIdentity'), identities, facts),
      ),
    ),
  );
  return any(...proofs);
}

const TOLERANCES = ['same', 'same-network', 'same-asn', 'same-country'];

/** The event's time, as `missingSignals` names it. */
const TIME = 'event.timestamp';

/** Every built-in rule as SQL; the compiler reports one that is forgotten. */
const RULES: { readonly [Name in RuleName]: RuleSql<Name> } = {
  'missing-event': is('reference', 'missing'),
  'malformed-event': is('reference', 'malformed'),
  'unknown-event': is('lookup', 'unknown'),
  'unreadable-sealed-result': is('reference', 'unreadable'),
  'api-unavailable': (facts, { causes = UNAVAILABLE }) =>
    when(
      `${facts.text('lookup')} IS NULL`,
      UNKNOWN,
      known(
        all(`${facts.text('lookup')} = 'unavailable'`, isOneOf(facts.text('lookupCause'), causes, facts)),
      ),
    ),
  'api-refused': (facts) =>
    when(
      known(`${facts.text('lookup')} = 'refused'`),
      // An ID that the API cannot parse is the client's doing, and has no cause.
      any(`${facts.text('lookupCause')} IS NOT NULL`, `${facts.text('reference')} <> 'malformed'`),
      `(${facts.text('lookup')} = 'refused')`,
    ),
  'over-budget': (facts) => ofCause(facts, 'rate-limited', 'budget'),
  'lookup-limit': (facts) => ofCause(facts, 'client-limit'),
  'client-gone': flag('clientGone'),
  'replay-store-unavailable': is('replayStore', 'unavailable'),
  'stale-event': (facts, { maxAgeMs = 0 }) => above(facts, 'ageMs', maxAgeMs),
  'future-event': (facts, { maxSkewMs = 0 }) => below(facts, 'ageMs', -maxSkewMs),
  'reused-event': flag('reused'),
  'replayed-payload': flag('replayed'),
  'origin-mismatch': (facts, { origins }) => {
    if (origins === undefined) return not(facts.flag('originAllowed'));
    const [event, request] = [facts.text('eventOrigin'), facts.text('requestOrigin')];
    const hasEvent = any(known(`${facts.text('lookup')} = 'found'`), `${facts.text('eventId')} IS NOT NULL`);
    const outside = any(
      not(isAllowedOrigin('eventOrigin', origins, facts)),
      all(`${request} IS NOT NULL`, not(isAllowedOrigin('requestOrigin', origins, facts))),
    );
    return when(`${event} IS NULL`, when(hasEvent, TRUE, UNKNOWN), outside);
  },
  'ip-mismatch': (facts, { tolerance = 'same-country' }) => {
    const match = facts.text('ipMatch');
    const near = TOLERANCES.slice(0, TOLERANCES.indexOf(tolerance) + 1);
    const isFar = not(isOneOf(match, near, facts));
    return tolerance === 'same-country' ? when(known(`${match} = 'other-network'`), UNKNOWN, isFar) : isFar;
  },
  'ip-location-mismatch': (facts, { maxDistanceKm = 0 }) => {
    const [distance, accuracy] = [facts.number('ipDistanceKm'), facts.number('ipAccuracyKm')];
    return when(
      `${distance} IS NULL`,
      facts.flag('ipLocationMismatch'),
      `(${distance} > ${facts.literal(maxDistanceKm)} + COALESCE(${accuracy}, ${facts.literal(0)}))`,
    );
  },
  'timezone-mismatch': flag('timezoneMismatch'),
  'linked-id-mismatch': (facts) => not(facts.flag('linkedIdMatches')),
  'low-confidence': (facts, { min = 0 }) => below(facts, 'confidence', min),
  'bad-bot': is('bot', 'bad'),
  'bot-probability': (facts, { max = 0 }) =>
    when(
      any(`${facts.number('botProbability')} IS NULL`, known(`${facts.text('event.generation')} = '2019'`)),
      above(facts, 'botProbability', max),
      FALSE,
    ),
  'spoofed-agent': (facts) => when(isNoAgent(facts), FALSE, `(${facts.text('agentIdentity')} = 'spoofed')`),
  'ai-agent': (facts, { categories = [], identities, providers, allow }) =>
    when(
      any(isNoAgent(facts), isAllowedAgent(allow, facts)),
      FALSE,
      all(
        isOneOf(facts.text('agentCategory'), categories, facts),
        identities ? isOneOf(facts.text('agentIdentity'), identities, facts) : TRUE,
        providers ? isOneOf(facts.text('agentProvider'), providers, facts) : TRUE,
      ),
    ),
  incognito: flag('incognito'),
  vpn: (facts, { methods, minConfidence }) => {
    const byMethod = methods
      ? any(...methods.map((method) => facts.flag(`event.vpn.methods.${method}`)))
      : not(relayAlone(facts));
    return when(
      known(facts.flag('vpn')),
      all(byMethod, sureEnough('event.vpn.confidence', minConfidence, facts)),
      facts.flag('vpn'),
    );
  },
  proxy: (facts, { types, minConfidence }) =>
    when(
      known(facts.flag('proxy')),
      all(
        types ? isOneOf(facts.text('event.proxy.type'), types, facts) : TRUE,
        sureEnough('event.proxy.confidence', minConfidence, facts),
      ),
      facts.flag('proxy'),
    ),
  tor: flag('tor'),
  datacenter: flag('datacenter'),
  'ip-blocklist': (facts, { lists = [] }) =>
    any(...lists.map((list) => facts.flag(`event.ipBlocklist.${list}`))),
  tampering: (facts, { maxAnomaly = 0, maxMlScore = 0 }) =>
    anyKnown(
      facts.flag('tampering'),
      above(facts, 'event.tampering.anomalyScore', maxAnomaly),
      above(facts, 'event.tampering.mlScore', maxMlScore),
    ),
  'virtual-machine': flag('event.virtualMachine'),
  'developer-tools': flag('event.developerTools'),
  'privacy-settings': flag('event.privacySettings'),
  'high-activity': flag('event.highActivity'),
  'rare-device': flag('event.rareDevice'),
  'suspect-score': (facts, { max = 0 }) => above(facts, 'suspectScore', max),
  velocity: (facts, { limits = {} }) =>
    anyKnown(...Object.entries(limits).map(([path, max = 0]) => above(facts, `event.velocity.${path}`, max))),
  'rooted-device': flag('event.rootApps'),
  'mobile-emulator': (facts) => anyKnown(facts.flag('event.emulator'), facts.flag('event.simulator')),
  'cloned-app': flag('event.clonedApp'),
  jailbroken: flag('event.jailbroken'),
  frida: flag('event.frida'),
  'location-spoofing': flag('event.locationSpoofing'),
  'mitm-attack': flag('event.mitmAttack'),
  'active-call': flag('event.activeCall'),
  'factory-reset': (facts, { withinMs = 0 }) => {
    const [time, reset] = [facts.number(TIME), facts.number('event.factoryResetAt')];
    return when(
      known(`${reset} = ${facts.literal(0)}`),
      FALSE,
      `(${time} - ${reset} < ${facts.literal(withinMs)})`,
    );
  },
  ruleset: is('ruleAction', 'block'),
  'impossible-travel': (facts, { maxKmh = 0 }) => above(facts, 'travelKmh', maxKmh),
  'partial-event': flag('event.partial'),
  'missing-signals': (facts, { signals }) => {
    if (signals === undefined) return `(${facts.length('missingSignals')} > 0)`;
    const isLacking = any(
      facts.contains('missingSignals', TIME),
      facts.hasFields('event.failed'),
      ...signals.map((path) => not(facts.exists(path))),
    );
    return when(facts.exists('event'), isLacking, UNKNOWN);
  },
  'signals-unavailable': lostSignals('unavailableSignals'),
  'signals-over-budget': lostSignals('overBudgetSignals'),
  'environment-mismatch': (facts) => not(facts.flag('environmentAllowed')),
};

/** The causes that `api-unavailable` matches by default. */
const UNAVAILABLE = ['timeout', 'network', 'status', 'breaker-open', 'bad-response', 'foreign-answer'];

function above(facts: Facts, path: string, max: number): Truth {
  return facts.compare(path, '>', max);
}

function below(facts: Facts, path: string, min: number): Truth {
  return facts.compare(path, '<', min);
}

/** Writes the condition of a built-in rule; undefined if there is none of this name. */
export function ruleSql(
  name: string,
  options: Readonly<Record<string, unknown>>,
  facts: Facts,
): Truth | undefined {
  if (!Object.hasOwn(RULES, name)) return undefined;
  const write = RULES[name as RuleName] as (facts: Facts, options: object) => Truth;
  return write(facts, options);
}
