import { CANNOT, UNSEEN } from './reasons.js';

/** What the suite asks of the server's own process. */
const IN_PROCESS = {
  'a client that is gone:': UNSEEN.connection,
  'cannot lose the policy that a route requires': UNSEEN.guard,
};
const ORDER = { 'sends headers in their order': CANNOT.headerOrder };
const ALWAYS_SET = { 'the header of a platform, absent': CANNOT.alwaysSet };
const AS_CONFIGURED = { 'the header of a platform': CANNOT.asConfigured };
const WITHOUT_CONNECTION = Object.fromEntries(
  [
    'the address that the trusted proxy saw counts',
    'a forged left-most address never wins',
    'a forged header of its own never wins',
    'a chain of trusted proxies',
    'no forwarding header: the socket counts',
    'an IPv6 address',
    'an IPv4-mapped IPv6 address',
    'an address with a port',
    'a proxy that is not trusted',
    'a forged address does not get past',
  ].map((part) => [part, CANNOT.noConnection]),
);

/** Parts of titles of behaviours that are not played on a runtime, with the reason. */
export function exclusionsOf(runtime: string, framework: string): Readonly<Record<string, string>> {
  if (runtime === 'node') return IN_PROCESS;
  const isWorkerd = runtime === 'workerd' || runtime === 'miniflare';
  return {
    ...IN_PROCESS,
    ...ORDER,
    ...(isWorkerd ? ALWAYS_SET : {}),
    ...(runtime === 'workerd' ? AS_CONFIGURED : {}),
    ...(isWorkerd && framework === 'hono' ? WITHOUT_CONNECTION : {}),
  };
}
