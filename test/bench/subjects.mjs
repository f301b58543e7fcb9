// The subjects of the comparison: each takes a server's URL and returns a function from an event ID to a promise.

import { FingerprintServerApiClient, Region } from '@fingerprint/node-sdk';
import { createFingerprintGuard } from '@fingerprint-guard/core';
import {
  FingerprintJsServerApiClient,
  Region as RegionV3,
} from '@fingerprintjs/fingerprintjs-pro-server-api';
import { Pool } from 'undici';

const apiKey = 'bench';

let ids = 0;

/** An ID that nobody has used. */
export const nextId = () => `${Date.now()}.${(ids++).toString(36).padStart(6, '0')}`;

/** A fetch that asks the bench's server in place of the vendor's. */
export const fetchAt = (base) => (url, init) => {
  const { pathname, search } = new URL(url instanceof Request ? url.url : url);
  return fetch(`${base}${pathname}${search}`, url instanceof Request ? url : init);
};

/** The floor: one request over a keep-alive pool, its body gathered and, if asked for, parsed. */
function dispatch(base, parse) {
  const pool = new Pool(base, { connections: 128 });
  const headers = { authorization: `Bearer ${apiKey}`, accept: 'application/json' };
  const run = (id) =>
    new Promise((resolve, reject) => {
      const chunks = [];
      pool.dispatch(
        { method: 'GET', path: `/v4/events/${id}`, headers },
        {
          onRequestStart() {},
          onResponseStart() {},
          onResponseData: (_controller, chunk) => chunks.push(chunk),
          onResponseEnd() {
            const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
            resolve(parse ? JSON.parse(body.toString()) : body);
          },
          onResponseError: (_controller, error) => reject(error),
        },
      );
    });
  return { run, close: () => pool.close() };
}

/** The whole check: extract, fetch, normalise, claim, judge; nothing is switched off. */
function wholeCheck(base) {
  const guard = createFingerprintGuard({
    apiKey,
    baseUrl: base,
    origins: ['https://shop.example'],
    logger: false,
  });
  const run = async (requestId) => {
    const body = { requestId };
    const decision = await guard.check({
      method: 'POST',
      url: '/login',
      headers: {},
      body,
      ip: '203.0.113.24',
    });
    if (decision.signals.lookup !== 'found' || decision.signals.reused !== false)
      throw new Error('not a first use');
  };
  return { run, close: () => guard.close() };
}

function sdkV7(base) {
  const client = new FingerprintServerApiClient({ apiKey, region: Region.Global, fetch: fetchAt(base) });
  return { run: (id) => client.getEvent(id), close() {} };
}

function sdkV6(base) {
  const client = new FingerprintJsServerApiClient({ apiKey, region: RegionV3.Global, fetch: fetchAt(base) });
  return { run: (id) => client.getEvent(id), close() {} };
}

export const SUBJECTS = {
  dispatch: (base) => dispatch(base, false),
  'dispatch and JSON.parse': (base) => dispatch(base, true),
  'guard.check': wholeCheck,
  'SDK v7 getEvent': sdkV7,
  'SDK v6 getEvent': sdkV6,
};
