import type { ReplayStore } from '@fingerprint-guard/core/fetch';

/** A replay store in a namespace of Workers KV: not exact, because a write takes time to be seen everywhere. */
export const kvReplayStore = (usedIds: KVNamespace): ReplayStore => ({
  async claim(key, ttlMs) {
    const name = `fingerprint:${JSON.stringify(key)}`;
    if ((await usedIds.get(name)) !== null) return false;
    // In seconds; KV takes no less than 60.
    await usedIds.put(name, '1', { expirationTtl: Math.max(60, Math.ceil(ttlMs / 1000)) });
    return true;
  },
});
