import { connect } from 'node:net';
import type { Decision } from '@fingerprint-guard/core';
import { type Emulator, startEmulator } from '@fingerprint-guard/emulator';
import type { Remote } from './remote.js';

/** Shorter than a guard waits for its replay store, ms. */
const TIME_TO_NOTICE_MS = 100;

/** A runtime on a busy machine may have no turn in that time. */
const TRIES = 5;

/** Whether a guard ever knows of a client that closed its connection while it was judged. */
export async function noticesGoneClient(remote: Remote, framework: string): Promise<boolean> {
  const emulator = await startEmulator();
  let isNoticed = false;
  for (let tries = 0; tries < TRIES && !isNoticed; tries++)
    isNoticed = await noticesOnce(remote, framework, emulator);
  await emulator.close();
  return isNoticed;
}

async function noticesOnce(remote: Remote, framework: string, emulator: Emulator): Promise<boolean> {
  const { eventId } = await emulator.createEvent('honest', { ip_address: '127.0.0.1' });
  const { createGuard, start } = remote.target('', framework);
  let leave = () => {};
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const replayStore = {
    async claim() {
      leave();
      await new Promise((resolve) => setTimeout(resolve, TIME_TO_NOTICE_MS));
      return true;
    },
  };
  const decided = new Promise<Decision>((resolve) => {
    const options = { apiKey: emulator.secretApiKey, baseUrl: emulator.url, logger: false as const };
    const guard = createGuard?.({ ...options, replayStore, onDecision: resolve });
    const route = { method: 'POST', path: '/login', require: {}, handle: () => ({}) } as const;
    if (guard) start({ guard, routes: [route] }).then(({ url }) => ask(url), console.error);
  });

  async function ask(url: string): Promise<void> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    const headers = [`host: ${hostname}`, 'content-length: 0', `x-fingerprint-event-id: ${eventId}`];
    socket.write(['POST /login HTTP/1.1', ...headers, '', ''].join('\r\n'));
    await left;
    socket.destroy();
  }

  const { signals } = await decided;
  return signals.clientGone === true;
}
