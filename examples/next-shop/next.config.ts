import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

export default {
  // What can be is rendered ahead, handlers of GET too: a guarded one is not. It works without this as well.
  cacheComponents: true,
  // An application of its own needs none of what follows.
  // Here the packages are links into the repository.
  turbopack: { root: fileURLToPath(new URL('../..', import.meta.url)) },
  // A test builds this, from nothing and as fast as can be. The types are checked with those of the repository.
  typescript: { ignoreBuildErrors: true },
  experimental: {
    turbopackFileSystemCacheForBuild: false,
    turbopackMinify: false,
    turbopackSourceMaps: false,
  },
} satisfies NextConfig;
