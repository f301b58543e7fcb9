import type { EmulatorState } from '../../emulator-state.js';
import { type Answer, json } from '../../http/answer.js';
import { isObject, type JsonObject } from '../../json.js';
import { V4_ERRORS } from '../errors.js';
import { isId } from '../ids.js';
import type { ApiCall } from '../route.js';

/** `GET /v4/events/{event_id}`, with the ruleset's verdict if one is named. */
export function getEvent({ id, query }: ApiCall, state: EmulatorState): Answer {
  if (!isId(id)) return V4_ERRORS.of('request_cannot_be_parsed');
  const rulesetId = query.get('ruleset_id');
  if (rulesetId !== null && !state.events.knowsRuleset(rulesetId)) return V4_ERRORS.of('ruleset_not_found');
  const found = state.findEvent(id);
  return found ? json(200, withRuleAction(found.event, rulesetId)) : V4_ERRORS.of('event_not_found');
}

/**
 * A `rule_action` is only sent to callers that name its ruleset; a ruleset that has no rule for the event allows it.
 */
export function withRuleAction(event: JsonObject, rulesetId: string | null): JsonObject {
  const { rule_action: action, ...rest } = event;
  if (rulesetId === null) return rest;
  const own = isObject(action) && action.ruleset_id === rulesetId;
  return { ...rest, rule_action: own ? action : { type: 'allow', ruleset_id: rulesetId } };
}
