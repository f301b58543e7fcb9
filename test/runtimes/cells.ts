import type { Decision } from '@fingerprint-guard/core';
import { startEmulator } from '@fingerprint-guard/emulator';
import { noticesGoneClient } from './gone-client.js';
import type { Remote } from './remote.js';
import type { Running, Runtime } from './start.js';

/** The frameworks that run on every runtime. */
export const FRAMEWORKS = ['web', 'hono'] as const;

/** Abilities of a runtime besides the suite, by the row of the documents' table. */
export async function findCells(runtime: Runtime, remote: Remote): Promise<Record<string, string>> {
  const cells: Record<string, string> = { 'the main entry of `core`': await findMainEntry(runtime) };
  for (const framework of FRAMEWORKS)
    cells[`tells \`${framework}\` the client's address`] = await findAddress(remote, framework);
  const noticed: boolean[] = [];
  for (const framework of FRAMEWORKS) noticed.push(await noticesGoneClient(remote, framework));
  cells['notices a client that goes away before its check ends'] = inWords(noticed);
  cells['warns of a replay store in memory, by itself'] = await findWarning(remote);
  return cells;
}

const inWords = (found: readonly boolean[]): string => {
  if (found.every(Boolean)) return 'yes';
  return found.some(Boolean) ? 'in part' : 'no';
};

/** The program that serves is on the main entry itself, unless the runtime has another for it. */
async function findMainEntry({ startOnMainEntry }: Runtime): Promise<string> {
  if (!startOnMainEntry) return 'yes';
  let program: Running;
  try {
    program = await startOnMainEntry();
  } catch {
    return 'no: `core/fetch`';
  }
  const { ok } = await fetch(program.url);
  await program.close();
  return ok ? 'yes' : 'no: `core/fetch`';
}

async function findAddress(remote: Remote, framework: string): Promise<string> {
  if ((await addressSeen(remote, framework, true)) === LOOPBACK) return 'yes';
  return (await addressSeen(remote, framework, false)) === LOOPBACK ? 'by a header' : 'no';
}

const LOOPBACK = '127.0.0.1';
const ELSEWHERE = '203.0.113.9';

/** The address that a guard sees of a client that claims another. */
async function addressSeen(remote: Remote, framework: string, isBare: boolean): Promise<string | undefined> {
  const emulator = await startEmulator();
  const { createGuard, start } = remote.target('', framework, isBare);
  let decision: Decision | undefined;
  const guard = createGuard?.({
    apiKey: emulator.secretApiKey,
    baseUrl: emulator.url,
    logger: false,
    onDecision(made) {
      decision = made;
    },
  });
  if (guard === undefined) throw new Error('a remote target creates guards');
  const { url } = await start({
    guard,
    routes: [{ method: 'POST', path: '/login', require: {}, handle: () => ({}) }],
  });
  const headers = { 'x-forwarded-for': ELSEWHERE, forwarded: `for=${ELSEWHERE}`, 'x-real-ip': ELSEWHERE };
  await (await fetch(`${url}/login`, { method: 'POST', headers })).text();
  await emulator.close();
  return decision?.signals.clientIp;
}

const warnsWith = async (remote: Remote, env: string): Promise<boolean> => {
  const answer = await fetch(`${remote.url}/__doctor?env=${env}`);
  return ((await answer.json()) as string[]).includes('FP_DOCTOR_MEMORY_REPLAY_STORE');
};

async function findWarning(remote: Remote): Promise<string> {
  if (await warnsWith(remote, '')) return 'yes';
  return (await warnsWith(remote, 'production')) ? 'production' : 'no';
}
