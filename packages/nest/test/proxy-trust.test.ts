import type { Decision } from '@fingerprint-guard/core';
import { expect, test } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { FingerprintDecision, RequireFingerprint } from '../src/index.js';
import { appOf, openShop } from './shop.js';

@Controller()
class Handlers {
  @Get()
  @RequireFingerprint({ rules: { 'missing-event': 'off' } })
  handle(@FingerprintDecision() { signals }: Decision) {
    return { clientIp: signals.clientIp };
  }
}

function express(trust: unknown): AbstractHttpAdapter {
  const adapter = new ExpressAdapter();
  adapter.getInstance().set('trust proxy', trust);
  return adapter;
}
const fastify = (trustProxy: string | boolean | string[]) => new FastifyAdapter({ trustProxy });

const cases: [string, () => AbstractHttpAdapter, string, boolean][] = [
  ['Express, every proxy', () => express(true), '203.0.113.7', true],
  ['Express, one hop', () => express(1), '203.0.113.9', false],
  ['Express, nobody', () => express(false), '127.0.0.1', false],
  ['Fastify, every proxy', () => fastify(true), '203.0.113.7', true],
  ['Fastify, this machine', () => fastify('loopback'), '203.0.113.9', false],
  ['Fastify, networks', () => fastify(['127.0.0.0/8', '10.0.0.0/8']), '203.0.113.9', false],
  ['Fastify, nobody', () => fastify(false), '127.0.0.1', false],
];

test.each(cases)(
  '%s: its own answer is taken, blind trust is logged',
  async (_name, make, clientIp, warns) => {
    const shop = await openShop();
    const url = await shop.listen({ adapter: make }, appOf(shop, { controllers: [Handlers] }));
    const answer = await fetch(url, { headers: { 'x-forwarded-for': '203.0.113.7, 203.0.113.9' } });
    expect(await answer.json()).toEqual({ clientIp });
    expect(shop.warnings.some((warning) => warning.includes('ERR_FP_PROXY_TRUST'))).toBe(warns);
    await shop.close();
  },
);
