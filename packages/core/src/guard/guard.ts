import { isBlocked } from '../decision/blocked.js';
import type { Decision } from '../decision/decision.js';
import { evaluate } from '../decision/evaluate.js';
import { FingerprintError } from '../lib/errors.js';
import type { FingerprintGuardOptions } from '../options.js';
import type { PolicyConfig } from '../policy/policy-config.js';
import type { IncomingRequest } from '../request/incoming-request.js';
import type { ClaimSignals, Learnt } from '../signals/collect.js';
import { configure } from './configure.js';
import { type CheckOptions, defineFingerprintGuard, type FingerprintGuard } from './fingerprint-guard.js';
import { Visit } from './request-memo.js';
import type { Runtime } from './runtime.js';

/** Builds a guard out of a runtime's parts, as `createFingerprintGuard` does. */
export function createGuard(options: FingerprintGuardOptions, runtime: Runtime): FingerprintGuard {
  const parts = configure(options, runtime);
  const visits = new WeakMap<object, Visit>();
  let closing: Promise<void> | undefined;

  async function check(
    request: IncomingRequest,
    policy?: string | PolicyConfig,
    { claim = true, required = true, passChallenge, native, claimant, trustsAnyProxy }: CheckOptions = {},
  ): Promise<Decision> {
    if (closing) throw closed();
    const started = performance.now();
    const chosen = parts.findPolicy(policy);
    const { reads, lookUpTerms: terms } = chosen.compiled;
    const visit = visitOf(native);

    const clientIp = parts.readClientIp(request);
    const asking = { patient: required, clientIp, terms };
    const obtained = await visit.obtain(() => parts.obtain(request, asking), asking);
    const { reference, lookup } = obtained;
    if (required && reference.kind === 'missing') parts.hintAtUnparsedBody(request);
    if (trustsAnyProxy) parts.doctor.seesProxyTrust();

    const { source, event, error } = lookup;
    const known = { request, native, event, clientIp };
    const [location, earlier] = await Promise.all([
      parts.locate(visit, known, reads, started),
      parts.recall(event, reads, started),
    ]);
    const learnt: Learnt = {
      request,
      reference: reference.kind,
      lookup,
      clientIp,
      location,
      earlier,
      rulesetId: terms.rulesetId,
      linkedIdMatches: parts.matchLinkedId(known, reads),
    };
    const judge = (claimed: ClaimSignals) =>
      evaluate(chosen.compiled, { signals: parts.collect(learnt, claimed), event, source }, chosen.name);

    // An event may be at hand although the look-up for its verdict failed: it is judged, and is not enough to step up with.
    const found = lookup.outcome === 'found';
    const id = claim && reads.has('reused') ? parts.claimedId(obtained) : undefined;
    const claimFor = (used: string) => parts.claim(visit, used, chosen, claimant);
    let verdict = judge(id !== undefined && found ? await claimFor(id) : {});
    // Where the look-up failed, only a request that passes uses its id up: a client that was stopped may try again.
    if (id !== undefined && !found && !verdict.blocked) verdict = judge(await claimFor(id));

    const { action, mode } = verdict;
    const stepsUpWith = found ? event : undefined;
    const decision: Decision = {
      ...verdict,
      id: crypto.randomUUID(),
      blocked: isBlocked({ action, mode, event: stepsUpWith }, { required, passChallenge }),
      ...(error ? { error } : {}),
      elapsedMs: performance.now() - started,
    };
    if (required || reference.kind !== 'missing') parts.record(decision);
    return decision;
  }

  function visitOf(native: object | undefined): Visit {
    const visit = (native && visits.get(native)) ?? new Visit();
    if (native) visits.set(native, visit);
    return visit;
  }

  return defineFingerprintGuard({
    check,
    requirePolicy: (policy) => void parts.findPolicy(policy),
    api: parts.api,
    doctor: parts.doctor.findings,
    createWebhookReceiver(options) {
      const receive = parts.createWebhookReceiver(options);
      return async (delivery) => {
        if (closing) throw closed();
        return receive(delivery);
      };
    },
    close() {
      closing ??= parts.close();
      return closing;
    },
  });
}

const closed = () => new FingerprintError('ERR_FP_CLOSED', 'the guard is closed');
