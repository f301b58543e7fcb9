/** Headers of every answer: they prevent framing, sniffing, caching and embedding. */
const COMMON = {
  'cache-control': 'no-store, no-transform',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

const NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The content security policy of the page, with the hashes of its only script and style sheet. */
const pagePolicy = (scriptHash: string, styleHash: string): string =>
  [
    NOTHING,
    `script-src '${scriptHash}'`,
    `style-src '${styleHash}'`,
    "connect-src 'self'",
    'img-src data:',
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return respond(JSON.stringify(value), status, { 'content-type': 'application/json', ...headers });
}

/** Builds an error response, as RFC 9457 problem details. */
export function problem(
  status: number,
  title: string,
  { headers = {}, ...details }: { headers?: Record<string, string>; [member: string]: unknown } = {},
): Response {
  const type = { 'content-type': 'application/problem+json', ...headers };
  return json({ type: 'about:blank', title, status, ...details }, status, type);
}

export function page(html: string, scriptHash: string, styleHash: string): Response {
  return respond(html, 200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': pagePolicy(scriptHash, styleHash),
  });
}

export function eventStream(body: ReadableStream<Uint8Array> | null): Response {
  // nginx would buffer events otherwise.
  return respond(body, 200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
}

function respond(
  body: string | ReadableStream<Uint8Array> | null,
  status: number,
  headers: Record<string, string>,
): Response {
  return new Response(body, {
    status,
    headers: { ...COMMON, 'content-security-policy': NOTHING, ...headers },
  });
}
