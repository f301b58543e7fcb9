import type { IncomingMessage } from 'node:http';
import { EmulatorError } from '../emulator-error.js';
import type { EmulatorState } from '../emulator-state.js';
import { type Browser, CHROME } from '../events/browsers.js';
import { type Answer, json } from '../http/answer.js';
import { remoteAddress } from '../http/remote-address.js';
import { isObject, type Json, type JsonObject } from '../json.js';

const MAX_LINKED_ID_LENGTH = 256;

/**
 * Makes an event of what a browser showed: its user agent header, its address, and what the agent's script saw.
 * @throws EmulatorError when the script was called with options that make no sense.
 */
export function identify(state: EmulatorState, body: JsonObject, request: IncomingMessage): Answer {
  const { scenario = isBot(body, request) ? 'bad-bot' : 'honest', overrides = {} } = body;
  if (!isObject(overrides)) throw new EmulatorError('overrides is an object of event fields');
  const created = state.createEvent({
    scenario,
    overrides: { ...identity(body), ...overrides },
    observed: { browser: browserOf(body, request), url: text(body.url), ...remoteAddress(request) },
  });
  return json(201, {
    event_id: created.eventId,
    visitor_id: created.visitorId,
    sealed_result: created.sealedResult,
  });
}

function isBot(body: JsonObject, request: IncomingMessage): boolean {
  return body.webdriver === true || /headless/i.test(`${userAgentOf(request)} ${text(body.userAgent)}`);
}

function identity({ linkedId, tag, tags = tag }: JsonObject): JsonObject {
  if (linkedId !== undefined && (typeof linkedId !== 'string' || linkedId.length > MAX_LINKED_ID_LENGTH)) {
    throw new EmulatorError(`linkedId is a text of at most ${MAX_LINKED_ID_LENGTH} characters`);
  }
  if (tags !== undefined && !isObject(tags)) throw new EmulatorError('tags is an object');
  return { ...(linkedId !== undefined && { linked_id: linkedId }), ...(tags && { tags }) };
}

function browserOf(body: JsonObject, request: IncomingMessage): Browser {
  const timezone = text(body.timezone);
  return {
    userAgent: userAgentOf(request),
    platform: text(body.platform),
    language: text(body.language) || CHROME.language,
    screen: [whole(body.screenWidth), whole(body.screenHeight)],
    cores: whole(body.cores),
    gpu: text(body.gpu),
    ...(isTimezone(timezone) && { timezone }),
  };
}

const userAgentOf = ({ headers }: IncomingMessage): string => headers['user-agent'] ?? '';
const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const whole = (value: Json | undefined): number => (Number.isInteger(value) ? Number(value) : 0);

function isTimezone(name: string): boolean {
  try {
    return name !== '' && new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
