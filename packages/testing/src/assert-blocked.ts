import { strict as assert } from 'node:assert';
import type { Decision } from '@fingerprint-guard/core';
import type { Scene } from './scene.js';
import type { Answer } from './send.js';

/** The way in which a request is blocked. */
export interface Stop {
  /** The rule that decides, as in the server's log. */
  rule: string;
  /** @defaultValue 403 */
  status?: number;
  /** @defaultValue `'deny'` */
  action?: 'challenge' | 'deny';
  /** The page may try again with a new event. @defaultValue `false` */
  retry?: boolean;
  /** The number of times that a handler may have run before. @defaultValue 0 */
  handledBefore?: number;
}

/**
 * Asserts that this rule blocked the last request, that its handler did not run, and that its client learns no more
 * than it may.
 */
export function assertBlocked(scene: Scene, answer: Answer, stop: Stop): Decision {
  const { rule, status = 403, action = 'deny', retry = false, handledBefore = 0 } = stop;
  const decision = scene.decisions.at(-1);
  assert.ok(decision, 'no decision was recorded');
  assert.equal(decision.action, action);
  assert.equal(decision.blocked, true);
  const deciding = decision.reasons.filter(({ level }) => level === action).map((reason) => reason.rule);
  assert.ok(deciding.includes(rule), `${rule} is not among what decided: ${deciding.join(', ')}`);

  assert.equal(answer.status, status);
  assert.equal(answer.headers['content-type'], 'application/problem+json');
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.deepEqual(JSON.parse(answer.text), {
    type: 'about:blank',
    title: status === 503 ? 'Service Unavailable' : 'Forbidden',
    status,
    code: action === 'challenge' ? 'fingerprint_challenge' : 'fingerprint_denied',
    decisionId: decision.id,
    ...(retry ? { retry: 'new-event' } : {}),
  });
  assertNothingLeaks(scene, answer, decision);
  assert.equal(scene.handled.length, handledBefore, 'the handler ran');
  return decision;
}

/** Asserts that a blocked client receives no rule, no signal, no ID, no address and no key. */
function assertNothingLeaks(scene: Scene, { headers, text }: Answer, decision: Decision): void {
  const told = `${JSON.stringify(headers)}${text}`;
  const { signals, reasons, observed, unknown } = decision;
  const secrets = [
    scene.emulator.secretApiKey,
    signals.eventId,
    signals.visitorId,
    signals.ipAddress,
    signals.clientIp,
    ...[...reasons, ...observed].flatMap(({ rule, message }) => [rule, message]),
    ...unknown,
    ...Object.keys(signals),
  ];
  for (const secret of secrets) {
    if (secret === undefined) continue;
    assert.ok(!asWord(secret).test(told), `the client is told '${secret}'`);
  }
}

function asWord(text: string): RegExp {
  return new RegExp(`(?<![\\w-])${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`);
}
