import type { Answer } from '../http/answer.js';

/** The path that the agent's script posts its observations to. */
export const AGENT_PATH = '/__emulator/agent';

/** Pages of any origin fetch the script, always fresh. */
export const AGENT_SCRIPT_HEADERS = {
  'content-type': 'text/javascript; charset=utf-8',
  'cache-control': 'no-store',
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
};

/** The headers that a browser asks for before it posts; the last line lets a public page reach this machine. */
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
