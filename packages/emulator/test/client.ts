import { request } from 'node:http';
import { afterEach } from '@jest/globals';
import { type Emulator, type EmulatorOptions, startEmulator } from '../src/index.js';

/** An event as the API answers it, read without types: the tests look at any of its fields. */
// biome-ignore lint/suspicious/noExplicitAny: the shape is what the tests check
export type AnyEvent = any;

const running: Emulator[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((emulator) => emulator.close()));
});

/** Starts an emulator that ends with the test. */
export async function start(options?: EmulatorOptions): Promise<Emulator> {
  const emulator = await startEmulator(options);
  running.push(emulator);
  return emulator;
}

/** Asks the API for something with the right key, or with the headers given. */
export function ask(emulator: Emulator, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(emulator.url + path, {
    headers: { authorization: `Bearer ${emulator.secretApiKey}` },
    ...init,
  });
}

/** Asks v3 for something with the right key, or with the headers given. */
export function askV3(emulator: Emulator, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(emulator.url + path, { headers: { 'auth-api-key': emulator.secretApiKey }, ...init });
}

/** The event with that ID, as the API answers it. */
export async function eventOf(emulator: Emulator, eventId: string): Promise<AnyEvent> {
  const response = await ask(emulator, `/v4/events/${eventId}`);
  if (response.status !== 200) throw new Error(`the API answered ${response.status}`);
  return response.json();
}

/** Sends JSON to the emulator. */
export function sendJson(
  emulator: Emulator,
  method: string,
  path: string,
  body?: unknown,
): Promise<Response> {
  return fetch(emulator.url + path, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
}

/** Status and error code of a request whose path and `Host` are sent exactly as they are. */
export function statusAndCode(
  { url, secretApiKey }: Pick<Emulator, 'url' | 'secretApiKey'>,
  path: string,
  host = new URL(url).host,
): Promise<[status: number, code: string | undefined]> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const headers = { authorization: `Bearer ${secretApiKey}`, host };
    request({ hostname, port, path, headers }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve([response.statusCode ?? 0, JSON.parse(text).error?.code]);
    })
      .on('error', reject)
      .end();
  });
}
