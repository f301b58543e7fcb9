import { type DecisionRecord, decisionRecord, definePolicy, evaluatePolicy } from '@fingerprint-guard/core';
import { fingerprintVisit, type VisitOverrides } from '@fingerprint-guard/testing';

/** The policy that a shop tries out: it judges, and blocks nothing. */
const MONITOR = definePolicy({ extends: 'recommended', mode: 'monitor' });

const MONDAY = Date.UTC(2026, 4, 4);
const DAYS = 7;
const VISITS_A_DAY = 300;
const DAY_MS = 86_400_000;

type Kind = 'honest' | 'bot' | 'fraud' | 'outage';

/** A week of a shop's decisions, and what is known of them a month later. The same each time. */
export function sampleLog(): { records: DecisionRecord[]; labels: string } {
  const random = createRandom();
  const records: DecisionRecord[] = [];
  const labels = ['visitorId,label,at,amount'];
  for (let index = 0; index < DAYS * VISITS_A_DAY; index++) {
    const day = Math.floor(index / VISITS_A_DAY);
    const kind = kindOf(day, random());
    const number = String(index).padStart(4, '0');
    const visitorId =
      kind === 'bot' ? `Robot${index % 7}` : `${kind === 'fraud' ? 'Shady' : 'Client'}${number}`;
    const route = kind === 'fraud' || random() < 0.3 ? '/pay' : '/login';
    const at = MONDAY + day * DAY_MS + (index % VISITS_A_DAY) * 240_000;
    const decision = evaluatePolicy(MONITOR, {
      ...fingerprintVisit(visitOf(kind, visitorId, random)),
      id: `3f6c${number}-0000-4000-8000-000000000000`,
      at,
      source: kind === 'outage' ? 'none' : 'api',
      request: { method: 'POST', path: route, route },
    });
    records.push({ ...decisionRecord(decision), policy: 'checkout' });
    const chargedBackAt = new Date(at + 30 * DAY_MS).toISOString().slice(0, 10);
    if (kind === 'fraud')
      labels.push(`${visitorId},fraud,${chargedBackAt},${Math.round(40 + random() * 160)}.00`);
    else if (kind === 'honest' && route === '/pay') labels.push(`${visitorId},good,,`);
  }
  return { records, labels: `${labels.join('\n')}\n` };
}

function kindOf(day: number, chance: number): Kind {
  if (day === 3 && chance > 0.95) return 'outage';
  if (chance < 0.03) return 'bot';
  return chance < 0.05 ? 'fraud' : 'honest';
}

function visitOf(kind: Kind, visitorId: string, random: () => number): VisitOverrides {
  // Nobody asked for the visitor's history.
  const signals = { travelKm: undefined, travelKmh: undefined };
  if (kind === 'outage') return { signals: { lookup: 'unavailable', lookupCause: 'timeout' } };
  const event = { visitorId };
  if (kind === 'bot') return { signals: { ...signals, bot: 'bad' }, event };
  const isFraud = kind === 'fraud';
  return {
    signals: {
      ...signals,
      vpn: random() < (isFraud ? 0.8 : 0.06),
      incognito: random() < (isFraud ? 0.7 : 0.08),
      tor: random() < (isFraud ? 0.1 : 0.001),
      suspectScore: Math.floor((isFraud ? 8 : 0) + random() * 12),
    },
    event,
  };
}

/** Numbers from 0 to 1, the same each time: a linear congruential generator. */
function createRandom(): () => number {
  let state = 20_260_504;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
