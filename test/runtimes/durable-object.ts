import { replayStoreConformance } from '@fingerprint-guard/testing';
import { type Behaviour, playAll } from './run-suite.js';

/** Plays the suite of replay stores on the recipe of the documents, over a Durable Object. */
export function playDurableObject(url: string): Promise<Behaviour[]> {
  const claim = async (key: string, ttlMs: number): Promise<boolean> => {
    const answer = await fetch(`${url}/__claim`, { method: 'POST', body: JSON.stringify({ key, ttlMs }) });
    return (await answer.json()) as boolean;
  };
  let tests = 0;
  const create = () => {
    const test = tests++;
    return { store: { claim: (key: string, ttlMs: number) => claim(`${test}:${key}`, ttlMs) }, close() {} };
  };
  const target = { name: 'a Durable Object', create };
  return playAll((runner) => replayStoreConformance(target, runner));
}
