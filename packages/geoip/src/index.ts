export {
  createMmdbLocationProvider,
  type MmdbLocationProvider,
  type MmdbLocationProviderOptions,
} from './mmdb-location-provider.js';
