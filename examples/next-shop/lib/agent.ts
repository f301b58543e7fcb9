import type { Agent } from '@fingerprint-guard/browser';

/**
 * The emulator's agent. With an account it is the vendor's:
 * `import { start } from '@fingerprint/agent'`, and `start({ apiKey: 'your public key' })`.
 */
export async function loadAgent(url: string): Promise<Agent> {
  await new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement('script'), { src: url });
    script.addEventListener('load', resolve);
    script.addEventListener('error', () => reject(new Error('the agent could not be loaded')));
    document.head.append(script);
  });
  return (globalThis as unknown as { FingerprintEmulator: { load(): Agent } }).FingerprintEmulator.load();
}
