import { FingerprintError } from '../lib/errors.js';
import type { GeoLocation } from '../location/geo-location.js';
import type { LocationProvider } from '../location/location-provider.js';
import { headerValue } from './incoming-request.js';
import type { Platform } from './platforms.js';
import { requireHeaders } from './request-shape.js';

/** The platforms that send the client's location. */
export type LocatingPlatform = Extract<Platform, 'cloudflare' | 'aws-cloudfront' | 'vercel'>;

/** The platform in front of this server, and the headers that are read. */
export interface HeaderLocationProviderOptions {
  /**
   * The platform whose headers are read. Trust them only if nobody can reach the server except through that platform.
   */
  platform: LocatingPlatform;
  /**
   * Read coordinates and the time zone, too, which some platforms send only if configured to. **A platform that is not
   * configured to send them passes on whatever a client writes into these headers.**
   *
   * - `cloudflare`: set it once the managed transform "Add visitor location headers" is on.
   * - `aws-cloudfront`: set it once the origin request policy adds `CloudFront-Viewer-Latitude`,
   *   `CloudFront-Viewer-Longitude` and `CloudFront-Viewer-Time-Zone`.
   * - `vercel`: it sets all of them itself.
   * @defaultValue `true` for `vercel`, `false` for the others: the country alone
   */
  coordinates?: boolean | undefined;
}

type Field = 'countryCode' | 'latitude' | 'longitude' | 'timezone';

interface LocationHeaders {
  names: Readonly<Record<Field, string>>;
  /** The platform sets all of them in any configuration. */
  setsAll: boolean;
}

/** Source: each platform's documentation of its request headers. */
const HEADERS: Readonly<Record<LocatingPlatform, LocationHeaders>> = {
  cloudflare: {
    names: {
      countryCode: 'cf-ipcountry',
      latitude: 'cf-iplatitude',
      longitude: 'cf-iplongitude',
      timezone: 'cf-timezone',
    },
    setsAll: false,
  },
  'aws-cloudfront': {
    names: {
      countryCode: 'cloudfront-viewer-country',
      latitude: 'cloudfront-viewer-latitude',
      longitude: 'cloudfront-viewer-longitude',
      timezone: 'cloudfront-viewer-time-zone',
    },
    setsAll: false,
  },
  vercel: {
    names: {
      countryCode: 'x-vercel-ip-country',
      latitude: 'x-vercel-ip-latitude',
      longitude: 'x-vercel-ip-longitude',
      timezone: 'x-vercel-ip-timezone',
    },
    setsAll: true,
  },
};

/**
 * Reads the client's location from the headers of the platform in front, which has already located the address: the
 * country, and with `coordinates` more. Coordinates have no accuracy here: leave room for it in `maxDistanceKm`.
 *
 * **Trusts those headers**, so use it only if nobody can reach the server except through the platform, and if the
 * platform sends the country: Cloudflare with "IP geolocation" on, as it is by default, CloudFront with an origin
 * request policy that adds `CloudFront-Viewer-Country`. They describe the client that the platform saw, whatever
 * address is looked up: use it with `clientIp: { platform }` of the same platform.
 * @throws FingerprintError `ERR_FP_OPTION` for a platform that sends no such headers, or for `coordinates` that is not
 * a boolean.
 * @example
 * ```ts
 * import { createFingerprintGuard, createHeaderLocationProvider } from '@fingerprint-guard/core';
 *
 * createFingerprintGuard({
 *   apiKey: process.env.FINGERPRINT_SECRET_API_KEY,
 *   clientIp: { platform: 'cloudflare' },
 *   geo: createHeaderLocationProvider({ platform: 'cloudflare' }),
 * });
 * ```
 */
export function createHeaderLocationProvider({
  platform,
  coordinates,
}: HeaderLocationProviderOptions): LocationProvider {
  if (!Object.hasOwn(HEADERS, platform)) {
    const known = Object.keys(HEADERS).map((name) => `'${name}'`);
    throw new FingerprintError('ERR_FP_OPTION', `platform: expected ${known.join(' or ')}`);
  }
  if (coordinates !== undefined && typeof coordinates !== 'boolean')
    throw new FingerprintError('ERR_FP_OPTION', 'coordinates: expected a boolean');
  const { names, setsAll } = HEADERS[platform];
  const readsAll = coordinates ?? setsAll;
  return {
    locate(_ip, request): GeoLocation {
      const headers: unknown = request?.headers;
      requireHeaders(headers);
      const text = (field: Field) => headerValue(headers, names[field])?.trim() || undefined;
      const countryCode = text('countryCode');
      if (!readsAll) return { countryCode };
      return {
        countryCode,
        latitude: degrees(text('latitude')),
        longitude: degrees(text('longitude')),
        timezone: text('timezone'),
      };
    },
  };
}

/** Reads a decimal number; anything else is unknown. */
function degrees(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,3}(\.\d+)?$/.test(text) ? Number(text) : undefined;
}
