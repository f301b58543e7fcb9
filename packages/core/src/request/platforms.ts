/**
 * Platforms in front of a server that send the client's address in their own header.
 *
 * - `cloudflare`: `CF-Connecting-IP`. With Pseudo IPv4 on "overwrite headers" it holds a made-up address; leave that
 *   off.
 * - `aws-cloudfront`: `CloudFront-Viewer-Address`, which an origin request policy must add: without it, a header that a
 *   client sent may be passed on. The value ends in a port.
 * - `vercel`: `X-Real-IP`.
 * - `fly`: `Fly-Client-IP`.
 * - `akamai`: `True-Client-IP`, if the property adds it and "Allow Clients To Set True-Client-IP Header" is off.
 * - `fastly`: `Fastly-Client-IP`. **Fastly passes on what a client sends in it**, unless the service's VCL sets it to
 *   `client.ip` on the first visit.
 *
 * Source: each platform's documentation of its request headers.
 */
export type Platform = 'cloudflare' | 'aws-cloudfront' | 'vercel' | 'fly' | 'akamai' | 'fastly';

/** The header that holds the client's address. */
export const CLIENT_IP_HEADERS: Readonly<Record<Platform, string>> = {
  cloudflare: 'cf-connecting-ip',
  'aws-cloudfront': 'cloudfront-viewer-address',
  vercel: 'x-real-ip',
  fly: 'fly-client-ip',
  akamai: 'true-client-ip',
  fastly: 'fastly-client-ip',
};
