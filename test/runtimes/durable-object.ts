import { replayStoreConformance } from '@fingerprint-guard/testing';
import { claimsAt } from './claims.js';
import { type Behaviour, playAll } from './run-suite.js';

/** Plays the suite of replay stores on the recipe of the documents, over a Durable Object. */
export function playDurableObject(url: string): Promise<Behaviour[]> {
  const target = { name: 'a Durable Object', create: claimsAt(`${url}/__claim`) };
  return playAll((runner) => replayStoreConformance(target, runner));
}
