import type { Decision } from '@fingerprint-guard/core';
import { FingerprintDecision, RequireFingerprint } from '@fingerprint-guard/nest';
import { Body, Controller, Post, UnauthorizedException } from '@nestjs/common';
import { findCustomer } from './customers.js';

@Controller('session')
export class SessionController {
  /** Signs in. Requests that get here have passed the policy `login`; the others are already answered. */
  @Post()
  @RequireFingerprint('login')
  create(@FingerprintDecision() decision: Decision, @Body() body: unknown) {
    const customer = findCustomer(body);
    // The decision's ID is sent for the demo's panel only.
    if (!customer)
      throw new UnauthorizedException({ title: 'Wrong e-mail or password', decisionId: decision.id });
    return { name: customer.name, decisionId: decision.id };
  }
}
