import { createFingerprintGuard } from '@fingerprint-guard/core';

export { UsedId } from './durable-replay-store.js';

/** A Worker on the entry that is not for Workers. */
export default {
  async fetch(): Promise<Response> {
    const guard = createFingerprintGuard({ apiKey: 'any', logger: false });
    const { action } = await guard.check({ method: 'GET', url: '/', headers: {} });
    return Response.json({ action });
  },
};
