import type { ReplayStore } from '@fingerprint-guard/core';

/** Creates stores that claim at an address, each without the claims of the others. */
export function claimsAt(url: string) {
  let stores = 0;
  return (): { store: ReplayStore; close(): void } => {
    const number = stores++;
    const claim = async (key: string, ttlMs: number): Promise<boolean> => {
      const body = JSON.stringify({ key: `${number}:${key}`, ttlMs });
      const answer = await fetch(url, { method: 'POST', body });
      return (await answer.json()) as boolean;
    };
    return { store: { claim }, close() {} };
  };
}
