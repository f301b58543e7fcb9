import { boolean, type JsonObject, name, number, object, string, unlessEmpty } from './fields.js';
import type { EventAddress, FingerprintEvent, VelocityCounts } from './fingerprint-event.js';

/* The products of v3 that return more than yes or no. */

export function ipInfo(data: JsonObject | undefined): FingerprintEvent['ipInfo'] {
  return data && unlessEmpty({ v4: address(object(data.v4)), v6: address(object(data.v6)) });
}

function address(json: JsonObject | undefined): EventAddress | undefined {
  if (json === undefined) return undefined;
  const geolocation = object(json.geolocation);
  const system = object(json.asn);
  const asn = name(system?.asn);
  return {
    address: name(json.address),
    location:
      geolocation &&
      unlessEmpty({
        countryCode: name(object(geolocation.country)?.code),
        latitude: number(geolocation.latitude),
        longitude: number(geolocation.longitude),
        accuracyRadiusKm: number(geolocation.accuracyRadius),
        timezone: name(geolocation.timezone),
        asn,
      }),
    asn,
    asnNetwork: name(system?.network),
    asnType: name(system?.type),
    datacenter: boolean(object(json.datacenter)?.result),
  };
}

export function vpn(data: JsonObject | undefined): FingerprintEvent['vpn'] {
  const methods = object(data?.methods);
  return unlessEmpty({
    detected: boolean(data?.result),
    confidence: string(data?.confidence),
    methods:
      methods &&
      unlessEmpty({
        timezoneMismatch: boolean(methods.timezoneMismatch),
        publicVpn: boolean(methods.publicVPN),
        auxiliaryMobile: boolean(methods.auxiliaryMobile),
        osMismatch: boolean(methods.osMismatch),
        relay: boolean(methods.relay),
        mlPrediction: boolean(methods.mlPrediction),
      }),
    originTimezone: name(data?.originTimezone),
    originCountry: name(data?.originCountry),
  });
}

export function proxy(data: JsonObject | undefined): FingerprintEvent['proxy'] {
  return unlessEmpty({
    detected: boolean(data?.result),
    confidence: string(data?.confidence),
    type: string(object(data?.details)?.proxyType),
  });
}

export function tampering(data: JsonObject | undefined): FingerprintEvent['tampering'] {
  return unlessEmpty({
    detected: boolean(data?.result),
    anomalyScore: number(data?.anomalyScore),
    mlScore: number(data?.mlScore),
    antiDetectBrowser: boolean(data?.antiDetectBrowser),
  });
}

export function proximity(data: JsonObject | undefined): FingerprintEvent['proximity'] {
  return (
    data &&
    unlessEmpty({
      id: name(data.id),
      precisionRadius: number(data.precisionRadius),
      confidence: number(data.confidence),
    })
  );
}

export function velocity(data: JsonObject | undefined): FingerprintEvent['velocity'] {
  return (
    data &&
    unlessEmpty({
      distinctIp: counts(data.distinctIp),
      distinctLinkedId: counts(data.distinctLinkedId),
      distinctCountry: counts(data.distinctCountry),
      events: counts(data.events),
      ipEvents: counts(data.ipEvents),
      distinctIpByLinkedId: counts(data.distinctIpByLinkedId),
      distinctVisitorIdByLinkedId: counts(data.distinctVisitorIdByLinkedId),
    })
  );
}

function counts(value: unknown): VelocityCounts | undefined {
  const intervals = object(object(value)?.intervals);
  return (
    intervals &&
    unlessEmpty({
      '5m': number(intervals['5m']),
      '1h': number(intervals['1h']),
      '24h': number(intervals['24h']),
    })
  );
}
