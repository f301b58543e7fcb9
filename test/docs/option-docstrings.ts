import { type Docstring, membersOf } from './docstrings.js';

export const ofAccount = membersOf('server-api/account-options.ts', 'AccountOptions');
export const ofGuard = membersOf('options.ts', 'FingerprintGuardOptions');

/** The docstrings of a guard's options, by name. */
export const options = new Map<string, Docstring>([...ofAccount, ...ofGuard]);

/** The examples of all options, each in its own guard. */
export const optionExamples = [
  "import { createDecisionLog, createFingerprintGuard, createHeaderLocationProvider } from '@fingerprint-guard/core';",
  "import { createRedisEventCache, createRedisReplayStore } from '@fingerprint-guard/redis';",
  "import { ProxyAgent } from 'undici';",
  ...[...options.values()].map(({ example }) => `createFingerprintGuard({ ${example} });`),
].join('\n');
