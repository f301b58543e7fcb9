import { isObject, type Json, type JsonObject } from '../json.js';
import { parseAddress } from './address.js';
import type { Visit, VpnMethod } from './visit.js';

/**
 * Reads the effect of overridden fields on the visit itself, so that every other field follows them: an `ip_address`
 * the networks, a `timestamp` the event ID, a `user_agent` the browser's details, a result its details.
 */
export function carriedOverrides(overrides: JsonObject, visit: Visit): Partial<Visit> {
  const { timestamp, ip_address, user_agent, bot, vpn, vpn_methods, proxy, tampering, virtual_machine } =
    overrides;
  const carried: { -readonly [K in keyof Visit]?: Visit[K] } = {};
  if (isTime(timestamp)) carried.at = timestamp;
  if (typeof ip_address === 'string' && parseAddress(ip_address)) carried.address = ip_address;
  if (typeof user_agent === 'string') carried.browser = { ...visit.browser, userAgent: user_agent };
  if (bot === 'good' || bot === 'bad' || bot === 'not_detected') {
    carried.bot = bot;
    carried.agent = bot === visit.bot ? visit.agent : undefined;
  }
  if (typeof proxy === 'boolean') carried.proxy = proxy;
  if (typeof tampering === 'boolean') carried.tampered = tampering;
  if (typeof virtual_machine === 'boolean') carried.virtualMachine = virtual_machine;
  const methods = isObject(vpn_methods) ? withMethods(visit.vpn, vpn_methods) : visit.vpn;
  if (typeof vpn !== 'boolean') carried.vpn = methods;
  else if (!vpn) carried.vpn = [];
  else carried.vpn = methods.length > 0 ? methods : ['public_vpn'];
  return carried;
}

/** True if a value is a time that an event ID can contain: milliseconds of at most 13 digits. */
function isTime(value: Json | undefined): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < 1e13;
}

function withMethods(current: readonly VpnMethod[], changes: JsonObject): VpnMethod[] {
  const on = Object.keys(changes).filter((name) => changes[name] === true) as VpnMethod[];
  return [...current.filter((name) => !Object.hasOwn(changes, name)), ...on];
}
