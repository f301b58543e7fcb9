/** What the suite asks of the server's own process. */
const IN_PROCESS = {
  'a client that is gone:': "it looks at the server's own end of a connection",
  'keeps the policy that a route requires': 'it changes the policies of the guard itself',
};
const ORDER = { 'sends headers in their order': 'a Request does not keep the order of headers' };
const ALWAYS_SET = {
  'the header of a platform, absent': 'cf-connecting-ip is set in front of every request',
};
const AS_CONFIGURED = {
  'the header of a platform':
    'cf-connecting-ip is what the Worker is configured with, whatever a client sends',
};
const NO_CONNECTION = 'Hono has no connection info on Workers, so there is no proxy to trust';
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
  ].map((part) => [part, NO_CONNECTION]),
);

/** Parts of titles of behaviours that a runtime cannot be tested for, with the reason. */
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
