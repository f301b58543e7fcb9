import { strict as assert } from 'node:assert';
import type { LookupCause } from '@fingerprint-guard/core';
import type { Fault } from '@fingerprint-guard/emulator';
import { assertBlocked } from '../assert-blocked.js';
import type { Group } from '../group.js';
import type { Open, Scene, SceneSpec } from '../scene.js';
import { type LoginDuring, loginDuring } from './login-during.js';

/** Enough for every retry, even on a busy machine. In ms. */
const DEADLINE_MS = 3000;
/** Enough for a request that takes the whole deadline. */
const SHORT_DEADLINE_MS = 250;
/** The time that a busy machine may add to a deadline. */
const MARGIN_MS = 2000;

interface Outage {
  cause: LookupCause;
  fault?: Fault;
  /** An address of the API's own, instead of the emulator's. */
  baseUrl?: string;
}

/**
 * An address that nothing listens on. No system gives this port to a server or a connection that takes any, as it gives
 * the emulator's to the next one once the emulator is closed.
 */
const NOWHERE = `http://127.0.0.1:${31_001 + Math.floor(Math.random() * 1000)}`;

const OUTAGES: Readonly<Record<string, Outage>> = {
  'answers 500': { cause: 'status', fault: { kind: 'status', status: 500 } },
  'does not answer in time': { cause: 'timeout', fault: { kind: 'delay', ms: 60_000 } },
  'stalls in the middle of its answer': { cause: 'timeout', fault: { kind: 'slow-body', ms: 60_000 } },
  'breaks off its answer': { cause: 'network', fault: { kind: 'truncate' } },
  'resets the connection': { cause: 'network', fault: { kind: 'reset' } },
  'answers with a web page': { cause: 'foreign-answer', fault: { kind: 'not-json' } },
  'refuses the connection': { cause: 'network', baseUrl: NOWHERE },
};

/** Logs in while the API fails, and asserts that the answer comes in time. */
async function loginDuringOutage(
  open: Open,
  { cause, fault, baseUrl }: Outage,
  spec: SceneSpec,
): Promise<LoginDuring> {
  const deadlineMs = cause === 'timeout' ? SHORT_DEADLINE_MS : DEADLINE_MS;
  const login = await loginDuring(
    open,
    { ...spec, guard: { deadlineMs, ...(baseUrl && { baseUrl }), ...spec.guard } },
    { begin: ({ emulator }) => fault && emulator.setFault(fault) },
  );
  const { elapsedMs } = login;
  assert.ok(elapsedMs < deadlineMs + MARGIN_MS, `the answer took ${Math.round(elapsedMs)} ms`);
  return login;
}

function assertVisible({ decisions, warnings }: Scene, cause: LookupCause): void {
  const [decision] = decisions;
  assert.equal(decision?.signals.lookup, 'unavailable');
  assert.equal(decision?.signals.lookupCause, cause);
  assert.ok(decision?.error, 'the decision does not say why');
  assert.equal(warnings.length, decision?.failedOpen ? 1 : warnings.length, 'a warning says what fails open');
}

export const outage: Group = (play) => {
  for (const [name, failure] of Object.entries(OUTAGES)) {
    play(`the API ${name}: recommended lets the request pass, and says so`, async (open) => {
      const { scene, answer } = await loginDuringOutage(open, failure, {});
      assert.equal(answer.status, 200);
      assert.deepEqual(scene.handled, scene.decisions);
      const [decision] = scene.handled;
      assert.equal(decision?.action, 'allow');
      assert.equal(decision?.failedOpen, true);
      assert.equal(decision?.source, 'none');
      assert.equal(decision?.event, undefined);
      assert.ok(decision?.observed.some(({ rule }) => rule === 'api-unavailable'));
      assertVisible(scene, failure.cause);
    });

    play(`the API ${name}: strict answers 503`, async (open) => {
      const guard = { policy: { extends: 'strict' } } as const;
      const { scene, answer } = await loginDuringOutage(open, failure, { guard });
      const decision = assertBlocked(scene, answer, { rule: 'api-unavailable', status: 503 });
      assert.equal(decision.failedOpen, false);
      assertVisible(scene, failure.cause);
    });
  }

  play('a request that failed open has used its event up', async (open) => {
    const { scene, eventId } = await loginDuringOutage(
      open,
      { cause: 'status', ...OUTAGES['answers 500'] },
      {},
    );
    scene.emulator.clearFaults();
    assertBlocked(scene, await scene.login(eventId), { rule: 'reused-event', handledBefore: 1 });
  });

  play('a request that was blocked because of an outage may be sent again', async (open) => {
    const guard = { policy: { extends: 'strict' } } as const;
    const failure = { cause: 'status', ...OUTAGES['answers 500'] } as const;
    const { scene, eventId } = await loginDuringOutage(open, failure, { guard });
    scene.emulator.clearFaults();
    assert.equal((await scene.login(eventId)).status, 200);
  });

  for (const extend of ['recommended', 'strict'] as const) {
    play(`a wrong key is the operator's mistake, never the client's: ${extend}`, async (open) => {
      const scene = await open({ guard: { apiKey: 'not-the-key', policy: { extends: extend } } });
      const { eventId } = await scene.createEvent();
      const answer = await scene.login(eventId);
      const [decision] = scene.decisions;
      if (extend === 'strict') assertBlocked(scene, answer, { rule: 'api-refused', status: 503 });
      else assert.equal(answer.status, 200);
      assert.equal(decision?.failedOpen, extend === 'recommended');
      assert.equal(decision?.signals.lookup, 'refused');
      assert.equal(decision?.signals.lookupCause, 'key');
      assert.equal(scene.warnings.length, 1);
      assert.match(scene.warnings[0] ?? '', /key/);
      assert.doesNotMatch(scene.warnings[0] ?? '', /not-the-key/);
    });
  }
};
