import type { EmulatorState } from '../emulator-state.js';
import { type Answer, json } from '../http/answer.js';
import { isObject, type JsonObject } from '../json.js';
import { apiError } from './errors.js';
import { regionOfHost } from './region.js';
import type { ApiRequest, ApiRoute } from './route.js';
import { bearerKey, sameKey } from './secret-key.js';

/** The current generation: `/v4/…`, with the key as a bearer token. */
export const v4: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: /^\/v4\/events\/([^/]+)$/,
    answer: (request, query, [id = ''], state) =>
      refusal(request, state) ?? getEvent(id, query.get('ruleset_id'), state),
  },
];

/** Why a request is not let in: its key first, then the region, then the rate. */
function refusal({ headers }: ApiRequest, { settings, limiter }: EmulatorState): Answer | undefined {
  const key = bearerKey(headers.authorization);
  if (key === undefined) return apiError('secret_api_key_required');
  if (!sameKey(key, settings.secretApiKey)) return apiError('secret_api_key_not_found');
  const region = regionOfHost(headers.host);
  if (region !== undefined && region !== settings.region) return apiError('wrong_region');
  return limiter.take() ? undefined : apiError('too_many_requests');
}

function getEvent(rawId: string, rulesetId: string | null, state: EmulatorState): Answer {
  const id = decoded(rawId);
  if (!/^[\w.-]{1,64}$/.test(id) || /^\.+$/.test(id)) return apiError('request_cannot_be_parsed');
  if (rulesetId !== null && !state.events.knowsRuleset(rulesetId)) return apiError('ruleset_not_found');
  const found = state.findEvent(id);
  return found ? json(200, withRuleAction(found.event, rulesetId)) : apiError('event_not_found');
}

/** A `rule_action` is told only to who names its ruleset; a ruleset that has no rule for the event allows it. */
function withRuleAction(event: JsonObject, rulesetId: string | null): JsonObject {
  const { rule_action: action, ...rest } = event;
  if (rulesetId === null) return rest;
  const own = isObject(action) && action.ruleset_id === rulesetId;
  return { ...rest, rule_action: own ? action : { type: 'allow', ruleset_id: rulesetId } };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
