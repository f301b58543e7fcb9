import type { Answer } from '../http/answer.js';

/** Where the agent's script posts what it saw. */
export const AGENT_PATH = '/__emulator/agent';

/** The script is fetched by pages of any origin, always fresh. */
export const AGENT_SCRIPT_HEADERS = {
  'content-type': 'text/javascript; charset=utf-8',
  'cache-control': 'no-store',
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
};

/** What a browser wants to know before it posts; the last line lets a public page reach this machine. */
export const PREFLIGHT_HEADERS = {
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'content-type',
  'access-control-allow-private-network': 'true',
};

/** Lets a page of any origin read an answer. */
export const forAnyOrigin = (answer: Answer): Answer => ({
  ...answer,
  headers: { ...answer.headers, 'access-control-allow-origin': '*' },
});
