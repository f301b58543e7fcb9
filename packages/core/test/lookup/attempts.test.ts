import { describe, expect, test } from '@jest/globals';
import { FingerprintError, type FingerprintEvent } from '../../src/index.js';
import { Timekeeper } from '../../src/lib/timekeeper.js';
import { ApiGate } from '../../src/lookup/api-gate.js';
import { createAttempts } from '../../src/lookup/attempts.js';
import { Breaker } from '../../src/lookup/breaker.js';
import { Budget } from '../../src/lookup/budget.js';
import { clock } from '../support/clock.js';
import { lookupRequest } from '../support/lookup-request.js';

const EVENT: FingerprintEvent = { eventId: 'e', generation: 'v4', failed: {}, raw: {} };
const notFound = () => new FingerprintError('ERR_FP_EVENT_NOT_FOUND', 'x', { status: 404 });
const failed = () => new FingerprintError('ERR_FP_API_STATUS', 'x', { status: 500 });

/** What a lookup with these answers records about its client, and the code of its error, if any. */
async function notesOf(...answers: (FingerprintEvent | FingerprintError)[]) {
  const notes: string[] = [];
  const client = {
    isShared: false,
    isSuspect: () => false,
    unknown: () => void notes.push('unknown'),
    known: (afterUnknown: boolean) => void notes.push(afterUnknown ? 'known after all' : 'known'),
  };
  const attempts = createAttempts({
    getEvent: async () => {
      const answer = answers.shift();
      if (answer === undefined || answer instanceof Error) throw answer ?? failed();
      return answer;
    },
    gate: new ApiGate(new Budget(undefined, clock), new Breaker(clock)),
    retryDelay: () => (answers.length > 0 ? 0 : undefined),
  });
  const ending = await new Timekeeper()
    .withDeadline(5000, (deadline) => attempts('e', lookupRequest({ client }), deadline))
    .then(
      () => undefined,
      ({ code }: FingerprintError) => code,
    );
  return { notes, ending };
}

describe('the record of a lookup about its client', () => {
  test('an event that comes', async () => {
    expect(await notesOf(EVENT)).toEqual({ notes: ['known'], ending: undefined });
  });

  test('an event that arrives late: counted as unknown once, then corrected', async () => {
    const { notes } = await notesOf(notFound(), notFound(), EVENT);
    expect(notes).toEqual(['unknown', 'known after all']);
  });

  test('an ID that stays unknown: counted once', async () => {
    const { notes, ending } = await notesOf(notFound(), notFound(), notFound());
    expect([notes, ending]).toEqual([['unknown'], 'ERR_FP_EVENT_NOT_FOUND']);
  });

  test('a failure of the API: nothing', async () => {
    expect(await notesOf(failed(), failed())).toEqual({ notes: [], ending: 'ERR_FP_API_STATUS' });
    expect((await notesOf(failed(), EVENT)).notes).toEqual(['known']);
  });
});
