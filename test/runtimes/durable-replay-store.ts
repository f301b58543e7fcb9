import { DurableObject } from 'cloudflare:workers';
import type { ReplayStore } from '@fingerprint-guard/core/fetch';

/** Remembers that one ID was used, until its claim expires. */
export class UsedId extends DurableObject {
  async claim(ttlMs: number): Promise<boolean> {
    const { storage } = this.ctx;
    const until = (await storage.get<number>('until')) ?? 0;
    if (until > Date.now()) return false;
    await storage.put('until', Date.now() + ttlMs);
    await storage.setAlarm(Date.now() + ttlMs);
    return true;
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }
}

/** A replay store of one object for each ID: exact wherever requests arrive. */
export const durableReplayStore = (ids: DurableObjectNamespace<UsedId>): ReplayStore => ({
  claim: (key, ttlMs) => ids.get(ids.idFromName(key)).claim(ttlMs),
});
