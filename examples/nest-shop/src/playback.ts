import type { LoggedDecision } from './demo.controller.js';
import { attacks, honestVisit, type Visit } from './visits.js';

/** The outcome of a visit. */
export interface PlayedVisit {
  visit: Visit;
  status: number;
  /** The decision from the server's log. */
  decision: LoggedDecision | undefined;
  /** True if the outcome is the visit's `expected` one. */
  right: boolean;
}

/** The shop to play against. */
export interface Stage {
  shopUrl: string;
  emulatorUrl: string;
}

/** Plays visits against a running shop, one after the other: the honest visitor and each attack. */
export async function playAll(
  stage: Stage,
  visits: readonly Visit[] = [honestVisit, ...attacks],
): Promise<PlayedVisit[]> {
  const played: PlayedVisit[] = [];
  for (const visit of visits) played.push(await play(visit, stage));
  return played;
}

async function play(visit: Visit, stage: Stage): Promise<PlayedVisit> {
  const requestId = await eventIdOf(visit, stage);
  for (let sent = 1; sent < (visit.times ?? 1); sent += 1) await signIn(requestId, stage);
  const { status, decisionId } = await signIn(requestId, stage);
  const decision = decisionId === undefined ? undefined : await readLog(decisionId, stage);
  const { expected } = visit;
  const right =
    status === expected.status &&
    decision?.action === expected.action &&
    decision.reasons[0]?.rule === expected.rule;
  return { visit, status, decision, right };
}

/** There is no browser here, so the emulator receives what one would have shown: the shop's page, from this machine. */
async function eventIdOf({ event }: Visit, { shopUrl, emulatorUrl }: Stage): Promise<string | undefined> {
  if (event === 'none') return undefined;
  if (event === 'made-up') return `${Date.now()}.Zq7xW2`;
  const { scenario, overrides } = event;
  const response = await postJson(`${emulatorUrl}/__emulator/events`, {
    scenario,
    overrides: { ip_address: '127.0.0.1', url: `${shopUrl}/`, ...overrides },
  });
  const { eventId } = (await response.json()) as { eventId?: string };
  if (eventId === undefined) throw new Error(`the emulator made no event: ${response.status}`);
  return eventId;
}

async function signIn(requestId: string | undefined, { shopUrl }: Stage) {
  const credentials = { email: 'robin@example.com', password: 'earl-grey' };
  const response = await postJson(`${shopUrl}/session`, { ...credentials, requestId });
  const { decisionId } = (await response.json()) as { decisionId?: string };
  return { status: response.status, decisionId };
}

async function readLog(decisionId: string, { shopUrl }: Stage): Promise<LoggedDecision | undefined> {
  const response = await fetch(`${shopUrl}/demo/decisions/${decisionId}`);
  return response.ok ? ((await response.json()) as LoggedDecision) : undefined;
}

function postJson(url: string, body: unknown): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
