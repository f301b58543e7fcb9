import type { ReplayStore } from '@fingerprint-guard/core/fetch';

/** A replay store in a database of Upstash, over its REST API. */
export const upstashReplayStore = (url: string, token: string): ReplayStore => ({
  async claim(key, ttlMs) {
    const name = `fingerprint:${JSON.stringify(key)}`;
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(['SET', name, '1', 'NX', 'PX', Math.ceil(ttlMs)]),
    });
    if (!response.ok) throw new Error(`Upstash answers ${response.status}`);
    const { result } = (await response.json()) as { result: 'OK' | null };
    return result === 'OK';
  },
});
