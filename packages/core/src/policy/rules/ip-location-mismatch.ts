import { MAX_DISTANCE_KM } from '../../signals/ip-location.js';
import { numberOption } from '../option.js';
import { defineRule } from '../rule.js';

export const ipLocationMismatch = defineRule({
  id: 'ip-location-mismatch',
  description:
    "The client's address is further from the event's than `maxDistanceKm`: even allowing for the accuracy of both, or in another country if no coordinates are known. Needs the guard's `geo`, unless both are in one network.",
  levels: { recommended: 'challenge', strict: 'deny' },
  options: {
    /**
     * The greatest distance that does not match, km, plus the accuracy radii of both places.
     * @defaultValue `500`
     */
    maxDistanceKm: numberOption(MAX_DISTANCE_KM, { unit: 'km' }),
  },
  reads: ['ipLocationMismatch', 'ipDistanceKm', 'ipAccuracyKm'],
  judge:
    ({ maxDistanceKm }) =>
    ({ ipLocationMismatch: mismatch, ipDistanceKm, ipAccuracyKm = 0 }) =>
      ipDistanceKm === undefined ? mismatch : ipDistanceKm > maxDistanceKm + ipAccuracyKm,
  explain:
    ({ maxDistanceKm }) =>
    ({ ipDistanceKm, ipAccuracyKm = 0 }) =>
      ipDistanceKm === undefined
        ? { message: "the client's address is in a different country from the event's" }
        : {
            message: `the client's address is ${Math.round(ipDistanceKm)} km from the event's, accurate to ${Math.round(ipAccuracyKm)} km; at most ${maxDistanceKm} km beyond that is allowed`,
            actual: ipDistanceKm,
            expected: maxDistanceKm,
          },
});
