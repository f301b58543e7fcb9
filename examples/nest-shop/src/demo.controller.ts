import type { Decision, SignalName } from '@fingerprint-guard/core';
import { Controller, Get, Inject, NotFoundException, Param } from '@nestjs/common';
import { DecisionLog } from './decision-log.js';

/** What the panel shows of a decision. */
export type LoggedDecision = Pick<Decision, 'id' | 'action' | 'policy' | 'reasons' | 'observed' | 'signals'>;

const SIGNALS: readonly SignalName[] = [
  'reference',
  'lookup',
  'ageMs',
  'reused',
  'replayed',
  'eventOrigin',
  'ipMatch',
  'bot',
  'incognito',
  'vpn',
  'tor',
  'tampering',
  'suspectScore',
];

/**
 * DEMO ONLY: tells anyone why a visit was judged as it was, which teaches an attacker what to change.
 * A real shop shows this to its staff.
 */
@Controller('demo')
export class DemoController {
  readonly #log: DecisionLog;

  constructor(@Inject(DecisionLog) log: DecisionLog) {
    this.#log = log;
  }

  @Get('decisions/:id')
  show(@Param('id') id: string): LoggedDecision {
    const decision = this.#log.find(id);
    if (!decision) throw new NotFoundException();
    const { action, policy, reasons, observed, signals } = decision;
    const known = SIGNALS.filter((name) => signals[name] !== undefined);
    return {
      id,
      action,
      policy,
      reasons,
      observed,
      signals: Object.fromEntries(known.map((name) => [name, signals[name]])),
    };
  }
}
