import { isBlocked } from '../decision/blocked.js';
import type { Decision } from '../decision/decision.js';
import { describeRequest } from '../decision/decision-request.js';
import { evaluate } from '../decision/evaluate.js';
import { evaluateShadow } from '../decision/shadow.js';
import type { PolicyConfig } from '../policy/policy-config.js';
import type { IncomingRequest } from '../request/incoming-request.js';
import type { Claimed, SignalSources } from '../signals/collect.js';
import type { CheckOptions } from './fingerprint-guard.js';
import { USED } from './own-claims.js';
import type { CheckedRequest, Pipeline, StepInput } from './pipeline.js';
import type { RequestMemo } from './request-memo.js';

interface CheckParts {
  memo: RequestMemo;
  admitted: boolean;
  /** The event is made from the request's own headers, not looked up by what the client sent. */
  edge?: true;
}

/**
 * Judges one request: its event is retrieved, the event becomes signals, a policy turns signals into a decision, and the
 * decision is recorded.
 */
export async function check(
  pipeline: Pipeline,
  { memo, admitted, edge }: CheckParts,
  request: IncomingRequest,
  policy: string | PolicyConfig | undefined,
  options: CheckOptions,
): Promise<Decision> {
  const { claim = true, required = true, passChallenge, native, claimant, trustsAnyProxy } = options;
  const { waitUntil } = options;
  const isGone = options.isGone ?? (() => undefined);
  const context = options.context ?? native;
  const started = performance.now();
  const deadline = pipeline.startDeadline();
  const chosen = pipeline.choosePolicy(policy, request, context);
  const { reads, decisiveReads, lookupHints: hints } = chosen.compiled;

  const checked: CheckedRequest = { request, context };
  const clientIp = pipeline.readClientIp(checked);
  const lookupRequest = { admitted, patient: required, clientIp, hints, isGone, waitUntil };
  const sent = edge ? undefined : await pipeline.readReference(checked);
  const resolve = () =>
    sent ? pipeline.resolveEvent(sent, lookupRequest) : pipeline.analyzeEdge(checked, lookupRequest);
  const resolved = await memo.resolveEvent(resolve, lookupRequest, sent);
  const { reference, lookup } = resolved;
  if (required && reference.kind === 'missing') pipeline.hintUnparsedBody(request);
  if (trustsAnyProxy) pipeline.doctor.seesProxyTrust();
  if (!isGone()) pipeline.doctor.seesAddress(clientIp);

  const { source, event } = lookup;
  // The results of these steps are compared with the event of a page.
  const pageEvent = edge ? undefined : event;
  const input: StepInput = { request, context, memo, clientIp, event: pageEvent, reads, deadline };
  const [located, history] = await Promise.all([pipeline.locateClient(input), pipeline.fetchHistory(input)]);
  const sources: SignalSources = {
    request,
    reference: reference.kind,
    lookup,
    clientIp,
    located,
    history,
    decisiveReads,
    rulesetId: hints.rulesetId,
    linkedIdMatches: pipeline.matchLinkedId(input),
    clientGone: undefined,
  };
  let claimed: Claimed = {};
  const decisionId = crypto.randomUUID();
  const described = describeRequest(request);
  const judge = () => {
    sources.clientGone = isGone();
    const signals = pipeline.collectSignals(sources, claimed);
    const evidence = { signals, event, source, id: decisionId, at: pipeline.now(), request: described };
    return evaluate(chosen.compiled, evidence, chosen.name);
  };

  // There may be an event although the lookup for its verdict failed: it is judged, but is not enough for a step-up.
  const found = lookup.outcome === 'found';
  const id = claim && reads.has('reused') ? pipeline.claimedId(resolved) : undefined;
  if (id !== undefined && found) claimed = await pipeline.claimEvent(memo, id, chosen, claimant);
  let decision = judge();
  // If the lookup failed, only a request that its route lets through consumes its ID: a blocked client may try again.
  if (id !== undefined && !found && !decision.blocked) {
    claimed = await pipeline.claimEvent(memo, id, chosen, claimant);
    decision = judge();
  }

  const error = claimed.overloaded ?? lookup.error;
  const stepsUpWith = found && !claimed.overloaded ? event : undefined;
  const blocks = ({ action, mode }: Decision) =>
    isBlocked({ action, mode, event: stepsUpWith }, { required, passChallenge });
  // Nobody else remembers the ID of a request that passes while the store is down.
  if (claimed.passOnce && !blocks(decision) && !claimed.passOnce()) {
    claimed = USED;
    decision = judge();
  }
  decision.required = required;
  decision.blocked = blocks(decision);
  if (error) decision.error = error;
  if (chosen.shadow) decision.shadow = evaluateShadow(chosen.shadow, decision);
  decision.elapsedMs = performance.now() - started;
  if (admitted && error?.code === 'ERR_FP_OVERLOADED') pipeline.admission.overloaded();
  if (required || reference.kind !== 'missing')
    pipeline.recordDecision(decision, { storeFailure: claimed.failure, waitUntil });
  return decision;
}
