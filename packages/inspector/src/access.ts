import type { Call } from './call.js';
import type { Authorize } from './options.js';

/** Resolves to the reason why a call is refused, for the operator; undefined if it may be answered. */
export type Access = (call: Call) => Promise<string | undefined>;

/** Builds the access check: the application's `authorize`, else only requests from this machine. */
export function accessBy(authorize: Authorize | undefined): Access {
  if (authorize === undefined) return async (call) => whyNotLocal(call);
  return async ({ request, native }) => {
    const refused = '`authorize` did not let this request in.';
    try {
      return (await authorize(request, native)) === true ? undefined : refused;
    } catch {
      return refused;
    }
  };
}

const LOOPBACK_ADDRESS = /^(?:(?:::ffff:)?127(?:\.\d{1,3}){3}|::1)$/i;

/** A name that resolves to this machine without asking anyone, with any port. */
const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/** False for numbers that no address and no port has, such as `127.0.0.999`. */
const isHost = (text: string): boolean => URL.canParse(`http://${text}`);

/** Headers of proxies: behind one, every client seems to come from this machine. */
const FORWARDING = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'x-client-ip',
  'true-client-ip',
  'cf-connecting-ip',
  'fly-client-ip',
];

/**
 * Any website can make its own name resolve to 127.0.0.1 and then send requests to this machine; their `Host` is that
 * name.
 */
function whyNotLocal({ request, ip }: Call): string | undefined {
  const hint = 'Without `authorize`, the inspector answers this machine only';
  if (ip === undefined)
    return `${hint}, and the server does not say where this request came from: pass \`ip\` to \`fetch\`, or \`authorize\`.`;
  if (!LOOPBACK_ADDRESS.test(ip) || !isHost(ip.includes(':') ? `[${ip}]` : ip))
    return `${hint}. Pass \`authorize\` to let others in.`;
  const host = hostOf(request);
  if (!LOOPBACK_HOST.test(host) || !isHost(host))
    return `${hint}, as localhost, 127.0.0.1 or [::1]. Pass \`authorize\` to use another name.`;
  if (FORWARDING.some((name) => request.headers.has(name)))
    return `${hint}, and this request came through a proxy. Pass \`authorize\` to allow that.`;
  return undefined;
}

/** The `Host` header of the client, unchanged. */
export const hostOf = (request: Request): string => request.headers.get('host') ?? new URL(request.url).host;
