import { attacks } from './attacks.js';
import { honest } from './honest.js';
import type { Outcome, Shop } from './shop.js';

/** Every visit of the corpus. */
export const visits = [...attacks, ...honest];

/** Plays every visit of the corpus, and gives the outcomes in its order. */
export async function playCorpus(shop: Shop): Promise<Outcome[]> {
  // Retries wait: those visits wait side by side.
  const waiting = new Map(visits.filter(({ api }) => api).map((visit) => [visit, shop.play(visit)]));
  const outcomes: Outcome[] = [];
  for (const visit of visits) outcomes.push(await (waiting.get(visit) ?? shop.play(visit)));
  return outcomes;
}
