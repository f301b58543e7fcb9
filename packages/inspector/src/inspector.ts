import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Decision, decisionRecord } from '@fingerprint-guard/core';
import { accessBy } from './access.js';
import type { Call } from './call.js';
import { decisionRow } from './decision-row.js';
import { DecisionStore } from './decision-store.js';
import { DecisionStreams } from './decision-streams.js';
import { type Connection, callOfFetch } from './on-fetch.js';
import { callOf, writeResponse } from './on-node.js';
import { type InspectorOptions, readOptions } from './options.js';
import { problem } from './responses.js';
import { answer } from './routes.js';

/** A page that shows what a guard decides, inside the application. Its methods do not depend on `this`. */
export interface Inspector {
  /** Adds a decision: pass it as the guard's option of this name. */
  onDecision(decision: Decision): void;
  /**
   * Answers Node's requests: middleware of Express, Connect and Nest, and a handler for `node:http`, Fastify's and Koa's
   * raw requests. It works at whatever path it is mounted. Never rejects.
   */
  node(request: IncomingMessage, response: ServerResponse, next?: (error?: unknown) => void): Promise<void>;
  /**
   * Answers a request of the web platform.
   * @param connection The runtime's information about the connection. Without `authorize`, a request is answered only
   * if its `ip` is given.
   */
  fetch(request: Request, connection?: Connection): Promise<Response>;
  /** Ends all open streams, so that the server can close. Decisions are kept. */
  close(): void;
}

/**
 * Creates an inspector: it keeps the newest decisions in memory, and answers requests with a page that shows them.
 * It shows visitors' IDs and addresses, so it answers only requests that `authorize` lets in; without `authorize`, only
 * requests from this machine to a loopback name.
 * @example
 * ```ts
 * import { createFingerprintGuard } from '@fingerprint-guard/core';
 * import { createInspector } from '@fingerprint-guard/inspector';
 * import express from 'express';
 *
 * const inspector = createInspector();
 * const guard = createFingerprintGuard({
 *   apiKey: process.env.FINGERPRINT_SECRET_API_KEY,
 *   onDecision: inspector.onDecision,
 * });
 * express().use('/_fingerprint', inspector.node);
 * ```
 * @throws FingerprintError `ERR_FP_OPTION` for an issue in the options, and without `authorize` when `NODE_ENV` is
 * `production`; `ERR_FP_POLICY` for issues in one of `policies`.
 */
export function createInspector(options?: InspectorOptions): Inspector {
  const { size, authorize, policies } = readOptions(options);
  const store = new DecisionStore(size);
  const streams = new DecisionStreams();
  const sources = { store, streams, policies, instance: crypto.randomUUID() };
  const whyRefused = accessBy(authorize);

  async function respond(call: Call): Promise<Response> {
    const refusal = await whyRefused(call);
    return refusal === undefined ? answer(call, sources) : problem(403, 'Forbidden', { detail: refusal });
  }

  return {
    onDecision(decision) {
      const record = decisionRecord(decision);
      store.add(record);
      if (streams.watched) streams.send(decisionRow(record));
    },
    async node(request, response, next) {
      try {
        await writeResponse(await respond(callOf(request)), response);
      } catch (error) {
        if (next && !response.headersSent) next(error);
        else if (response.headersSent) response.destroy();
        else await writeResponse(problem(500, 'Internal Server Error'), response);
      }
    },
    fetch: (request, connection) => respond(callOfFetch(request, connection)),
    close: () => streams.close(),
  };
}
