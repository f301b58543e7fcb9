import { FingerprintError } from '../lib/errors.js';
import type { GeoLocation } from '../location/geo-location.js';
import type { LocationProvider } from '../location/location-provider.js';
import { headerValue } from './incoming-request.js';
import type { Platform } from './platforms.js';

/** The platforms that tell a server where its client is. */
export type LocatingPlatform = Extract<Platform, 'cloudflare' | 'aws-cloudfront' | 'vercel'>;

export interface HeaderLocationProviderOptions {
  platform: LocatingPlatform;
}

type Field = 'countryCode' | 'latitude' | 'longitude' | 'timezone';

/**
 * The headers of each platform. Cloudflare sends all but the country only with the managed transform "Add visitor
 * location headers"; CloudFront sends those that an origin request policy adds.
 * Source: each platform's documentation of its request headers.
 */
const HEADERS: Readonly<Record<LocatingPlatform, Readonly<Record<Field, string>>>> = {
  cloudflare: {
    countryCode: 'cf-ipcountry',
    latitude: 'cf-iplatitude',
    longitude: 'cf-iplongitude',
    timezone: 'cf-timezone',
  },
  'aws-cloudfront': {
    countryCode: 'cloudfront-viewer-country',
    latitude: 'cloudfront-viewer-latitude',
    longitude: 'cloudfront-viewer-longitude',
    timezone: 'cloudfront-viewer-time-zone',
  },
  vercel: {
    countryCode: 'x-vercel-ip-country',
    latitude: 'x-vercel-ip-latitude',
    longitude: 'x-vercel-ip-longitude',
    timezone: 'x-vercel-ip-timezone',
  },
};

/**
 * Reads where the client is from the headers of the platform in front, which looked its address up already. It has no
 * accuracy: leave room for it in `maxDistanceKm`.
 *
 * **Trusts those headers**, so it is for servers that nobody reaches past the platform. They speak of the client that
 * the platform saw, whatever address is asked for: use it with `clientIp: { platform }` of the same platform.
 * @throws FingerprintError `ERR_FP_OPTION` for a platform that sends no such headers.
 */
export function createHeaderLocationProvider({ platform }: HeaderLocationProviderOptions): LocationProvider {
  if (!Object.hasOwn(HEADERS, platform)) {
    const known = Object.keys(HEADERS).map((name) => `'${name}'`);
    throw new FingerprintError('ERR_FP_OPTION', `platform: expected ${known.join(' or ')}`);
  }
  const names = HEADERS[platform];
  return {
    locate(_ip, { headers }): GeoLocation {
      const text = (field: Field) => headerValue(headers, names[field])?.trim() || undefined;
      return {
        countryCode: text('countryCode'),
        latitude: degrees(text('latitude')),
        longitude: degrees(text('longitude')),
        timezone: text('timezone'),
      };
    },
  };
}

/** A decimal number; anything else is not known. */
function degrees(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,3}(\.\d+)?$/.test(text) ? Number(text) : undefined;
}
