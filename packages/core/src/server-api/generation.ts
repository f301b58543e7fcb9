import type { ApiVersion } from '../event/generation.js';
import { type Auth, authenticate } from './authentication.js';
import type { Generation } from './client.js';
import { create2019 } from './generation-2019.js';
import { createSend, type Send } from './send.js';
import type { Transport } from './transport.js';
import { createV3 } from './v3.js';
import { createV4 } from './v4.js';

const GENERATIONS: Readonly<
  Record<ApiVersion, (send: Send, sensitiveHeaders: readonly string[]) => Generation>
> = {
  v4: createV4,
  v3: createV3,
  '2019': create2019,
};

/** Builds a generation for one account over a transport. */
export function createGeneration(
  version: ApiVersion,
  account: { apiKey: string; auth: Auth; sensitiveHeaders: readonly string[] },
  transport: Transport,
): Generation {
  const send = createSend(transport, authenticate(version, account.auth, account.apiKey));
  return GENERATIONS[version](send, account.sensitiveHeaders);
}
