import { createFingerprintFetch, protectForm } from '@fingerprint-guard/browser';

const agent = { get: async () => ({ event_id: 'new', sealed_result: null }) };

export const send = createFingerprintFetch({ agent, timeoutMs: 1000, place: 'body' });
export const response: Promise<Response> = send('/login', { method: 'POST', body: new FormData() });

export const undo: () => void = protectForm(document.querySelector('form'), {
  agent: ({ ignoreCache }) => ({ requestId: 'new', cacheHit: !ignoreCache }),
  name: 'requestId',
});
