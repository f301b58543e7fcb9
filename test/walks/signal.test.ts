import { eventSignals, type SignalName } from '@fingerprint-guard/core';
import { fingerprintEvent, fingerprintVisit } from '@fingerprint-guard/testing';
import { expect, test } from '@jest/globals';
import { SIGNAL_NAMES } from '../../packages/core/src/signals/signals.js';

const KIT = 'packages/testing/src/visits/visit.ts';

/** Signals of an event that no single field holds. */
const COMPUTED: readonly SignalName[] = [
  'reference',
  'lookup',
  'eventOrigin',
  'timezoneMismatch',
  'newVisitor',
  'missingSignals',
];
/** Signals that an honest visit lacks: those of a failure, a journey, an agent, and a ruleset that nobody asked for. */
const ABSENT: readonly SignalName[] = [
  'lookupCause',
  'lookupStatus',
  'lookupErrorCode',
  'retryAfterMs',
  'travelKm',
  'travelKmh',
  'ruleAction',
  'agentIdentity',
  'agentCategory',
  'agentProvider',
  'agentName',
  'unavailableSignals',
  'overBudgetSignals',
];

test('every signal has everything that CONTRIBUTING requires in "Add a signal"', () => {
  const ofEvent = eventSignals(fingerprintEvent());
  const { signals: honest } = fingerprintVisit();
  const isToldByEvent = (name: SignalName) => ofEvent[name] !== undefined && !COMPUTED.includes(name);
  const isFollowed = (name: SignalName) => {
    const { event } = fingerprintVisit({ signals: { [name]: undefined } });
    return event !== undefined && eventSignals(event)[name] === undefined;
  };
  const forgotten = SIGNAL_NAMES.flatMap((name) => {
    if (honest[name] === undefined && !ABSENT.includes(name))
      return [`${KIT}: give an honest visit '${name}', or list it in ABSENT of this test`];
    if (isToldByEvent(name) && !isFollowed(name))
      return [`${KIT}: say in PLACES where an event has '${name}', or list it in COMPUTED of this test`];
    return [];
  });
  expect(forgotten).toEqual([]);
});
