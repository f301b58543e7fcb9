import { beforeEach, describe, expect, test } from '@jest/globals';
import { Backlog, type Sent } from '../../packages/redis/src/backlog.js';

let time: number;
let backlog: Backlog;
beforeEach(() => {
  time = 1000;
  backlog = new Backlog(() => time);
});

const admitted = (): Sent => {
  const sent = backlog.admit();
  if (!sent) throw new Error('it was refused');
  return sent;
};

/** Sends as many commands whose answers do not come in time. */
function owe(count: number): Sent[] {
  const commands = Array.from({ length: count }, admitted);
  for (const sent of commands) backlog.overdue(sent);
  return commands;
}

test('what is answered, or late and settled in the end, holds nothing up', () => {
  for (const sent of owe(99)) backlog.settled(sent);
  owe(99);
  admitted();
});

describe('100 answers that never come', () => {
  test('let one command through in a second', () => {
    owe(100);
    time += 999;
    expect(backlog.admit()).toBeUndefined();
    time += 1;
    backlog.overdue(admitted());
    expect(backlog.admit()).toBeUndefined();
    time += 999;
    expect(backlog.admit()).toBeUndefined();
    time += 1;
    admitted();
  });

  test('are forgotten once a later one is answered', () => {
    owe(100);
    time += 1000;
    const probe = admitted();
    backlog.answered(probe);
    backlog.settled(probe);
    for (let count = 0; count < 200; count++) admitted();
  });

  test('are not forgotten for an answer to what was sent before', () => {
    const early = admitted();
    time += 1;
    owe(100);
    backlog.answered(early);
    expect(backlog.admit()).toBeUndefined();
  });

  test('are forgotten after ten seconds', () => {
    owe(100);
    // Without the probes in between, which would be owed as well.
    time += 10_000;
    owe(100);
    expect(backlog.admit()).toBeUndefined();
  });
});
