/// <reference path="../runtimes/workers.d.ts" />
/// <reference path="./next-app.d.ts" />

// What the code of the documents takes for granted: the reader's own.

import type { Agent } from '@fingerprint/agent';
import type { Decision, FingerprintGuard, PolicyConfig } from '@fingerprint-guard/core';
import type { AppSpec } from '@fingerprint-guard/testing';
import type { Express } from 'express';
import type { Redis } from 'ioredis';

declare global {
  const Bun: {
    serve(options: {
      fetch(
        request: Request,
        server: { requestIP(request: Request): { address: string } | null },
      ): Promise<Response>;
    }): unknown;
  };
  const Deno: {
    serve(
      handler: (request: Request, info: { remoteAddr: { hostname: string } }) => Promise<Response>,
    ): unknown;
  };
  const guard: FingerprintGuard;
  const app: Express;
  const client: Redis;
  const login: PolicyConfig;
  const visitorId: string;
  const flags: {
    getObjectValue<T>(flag: string, otherwise: T): Promise<T>;
    addHandler(event: string, handler: () => void): void;
  };
  const agent: Agent;
  const decisions: readonly Decision[];
  class AppModule {}

  function createApp(guard: FingerprintGuard): Express;
  interface MyContext {
    reply(status: number, body: unknown): unknown;
  }
  function myApp(app: AppSpec): (request: object, response: object) => void;
}
