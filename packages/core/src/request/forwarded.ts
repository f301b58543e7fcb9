import { headerValue, type IncomingHeaders } from './incoming-request.js';

/** The headers in which proxies list the addresses that they saw. */
export type HopsHeader = 'x-forwarded-for' | 'forwarded';

/**
 * Lists the hops that proxies recorded, the last one first, as they wrote them. Empty elements do not count. Whatever a
 * client wrote in front never changes how they are read: the header is read from its end.
 */
export function listHops(headers: IncomingHeaders, header: HopsHeader): string[] {
  const value = headerValue(headers, header) ?? '';
  if (header === 'x-forwarded-for') return withoutEmpty(value.split(',')).reverse();
  return withoutEmpty(splitFromEnd(value)).map(forwardedFor);
}

function withoutEmpty(elements: readonly string[]): string[] {
  return elements.map((element) => element.trim()).filter((element) => element !== '');
}

/** Splits at commas outside quotes, from the end, so that a quote that the client left open has no effect. */
function splitFromEnd(text: string): string[] {
  const elements: string[] = [];
  let isQuoted = false;
  let end = text.length;
  for (let at = text.length - 1; at >= 0; at--) {
    if (text[at] === '"') isQuoted = !isQuoted;
    else if (text[at] === ',' && !isQuoted) {
      elements.push(text.slice(at + 1, end));
      end = at;
    }
  }
  return [...elements, text.slice(0, end)];
}

const FOR = /(?:^|;)\s*for\s*=\s*("?)([^";]*)\1\s*(?:;|$)/i;

/** Reads the node of an element that the request came from (RFC 7239): an empty string if it has none. */
function forwardedFor(element: string): string {
  return FOR.exec(element)?.[2] ?? '';
}
