import {
  boolean,
  botProbability,
  isoTime,
  type JsonObject,
  name,
  number,
  object,
  string,
  unlessEmpty,
} from './fields.js';
import type { FingerprintEvent } from './fingerprint-event.js';
import { ipLocation } from './ip-location.js';
import { labels } from './labels.js';
import { ipInfo, proximity, proxy, tampering, velocity, vpn } from './v3-products.js';

/** One event of v3, in whichever form it came: the identification, and the findings of each product. */
interface Findings {
  identification: JsonObject | undefined;
  botd: JsonObject | undefined;
  product: (name: string) => JsonObject | undefined;
  labels: unknown;
  failed: Readonly<Record<string, string>>;
}

/** True for what looks like an event of the third generation, in the form of its lookup and its search. */
export const isV3Event = (json: JsonObject): boolean => object(json.products) !== undefined;

/** True for an event of the third generation without products: one in a webhook, or a visit of a visitor's history. */
export const isFlatV3Event = (json: JsonObject): boolean => name(json.requestId) !== undefined;

/**
 * Turns `{ products }` of v3 into the one normalised shape. A product that failed is undefined, and `failed` lists it
 * by name. If the identification failed, ID, time, page and address come from the bot detection; if both failed, they
 * are missing.
 */
export function fromV3(json: JsonObject): FingerprintEvent {
  const products = object(json.products) ?? {};
  const product = (key: string) => object(object(products[key])?.data);
  return fromFindings(json, {
    identification: product('identification'),
    botd: product('botd'),
    product,
    labels: object(products.labels)?.data,
    failed: failures(products),
  });
}

/**
 * Turns an event of v3 as a webhook or a visitor's history has it: the identification's fields and the products side by
 * side. A visit of the history has no product for the address, so its location is the identification's own.
 */
export function fromFlatV3(json: JsonObject): FingerprintEvent {
  const product = (key: string) => object(json[key]);
  const event = fromFindings(json, {
    identification: json,
    botd: json,
    product,
    labels: json.labels,
    failed: {},
  });
  return name(json.visitorId) === undefined && event.ipInfo === undefined
    ? { ...event, ipInfo: ipLocation(json) }
    : event;
}

function fromFindings(
  raw: JsonObject,
  { identification, botd, product, labels: labelled, failed }: Findings,
): FingerprintEvent {
  const bot = object(botd?.bot);
  const verdict = botVerdict(string(bot?.result));
  const blocklist = object(product('ipBlocklist')?.details);
  const found = (key: string) => boolean(product(key)?.result);
  const reset = product('factoryReset');
  return {
    eventId: name(identification?.requestId) ?? name(botd?.requestId),
    generation: 'v3',
    timestamp: number(identification?.timestamp) ?? isoTime(identification?.time) ?? isoTime(botd?.time),
    visitorId: name(identification?.visitorId),
    visitorFound: boolean(identification?.visitorFound),
    confidence: number(object(identification?.confidence)?.score),
    firstSeenAt: seenAt(identification?.firstSeenAt),
    lastSeenAt: seenAt(identification?.lastSeenAt),
    url: name(identification?.url) ?? name(botd?.url),
    ip: name(identification?.ip) ?? name(botd?.ip),
    linkedId: name(identification?.linkedId) ?? name(botd?.linkedId),
    tags: object(identification?.tag),
    incognito: found('incognito') ?? boolean(identification?.incognito),
    bot: verdict,
    botType: string(bot?.type),
    botProbability: botProbability(verdict),
    ipInfo: ipInfo(product('ipInfo')),
    vpn: vpn(product('vpn')),
    proxy: proxy(product('proxy')),
    tor: found('tor'),
    ipBlocklist: unlessEmpty({
      emailSpam: boolean(blocklist?.emailSpam),
      attackSource: boolean(blocklist?.attackSource),
    }),
    tampering: tampering(product('tampering')),
    suspectScore: number(product('suspectScore')?.result),
    velocity: velocity(product('velocity')),
    rootApps: found('rootApps'),
    emulator: found('emulator'),
    clonedApp: found('clonedApp'),
    jailbroken: found('jailbroken'),
    frida: found('frida'),
    privacySettings: found('privacySettings'),
    virtualMachine: found('virtualMachine'),
    developerTools: found('developerTools'),
    locationSpoofing: found('locationSpoofing'),
    mitmAttack: found('mitmAttack'),
    highActivity: found('highActivity'),
    rareDevice: found('rareDevice'),
    proximity: proximity(product('proximity')),
    labels: labels(labelled, 'mlScore'),
    factoryResetAt: number(reset?.timestamp) ?? isoTime(reset?.time),
    replayed: boolean(identification?.replayed),
    environmentId: name(identification?.environmentId),
    failed,
    raw,
  };
}

/** The verdict as v4 writes it; a new one passes through. */
const botVerdict = (result: string | undefined) => (result === 'notDetected' ? 'not_detected' : result);

/** The time when this account saw the visitor; if it never did, the time when any account did. */
function seenAt(value: unknown): number | undefined {
  const times = object(value);
  return isoTime(times?.subscription) ?? isoTime(times?.global);
}

/** Products that answered with an error: name to code. */
function failures(products: JsonObject): Readonly<Record<string, string>> {
  const failed = Object.entries(products).flatMap(([key, product]) => {
    const error = object(object(product)?.error);
    return error ? [[key, name(error.code) ?? 'unknown'] as const] : [];
  });
  return Object.fromEntries(failed);
}
