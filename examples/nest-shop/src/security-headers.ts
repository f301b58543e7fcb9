import type { ServerResponse } from 'node:http';
import type { AgentSettings } from './settings.js';

/** Middleware that allows the page to load only its own files and the agent. */
export function securityHeaders(agent: AgentSettings) {
  const { script, connect } = agentSources(agent);
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${script}`,
    `connect-src 'self' ${connect}`,
    "style-src 'self'",
    'img-src data:',
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return (_request: unknown, response: ServerResponse, next: () => void): void => {
    response.setHeader('content-security-policy', policy);
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('referrer-policy', 'same-origin');
    next();
  };
}

function agentSources({ url, emulated }: AgentSettings): { script: string; connect: string } {
  const { origin } = new URL(url);
  if (emulated) return { script: origin, connect: origin };
  // The vendor's agent loads its newest version from its own hosts and reports to those of the region.
  return { script: `${origin} https://fpnpmcdn.net`, connect: 'https://*.fpjs.io' };
}
