import { readFileSync } from 'node:fs';
import type { FingerprintGuard } from '@fingerprint-guard/core';
import { requireFingerprint } from '@fingerprint-guard/express';
import { FingerprintModule, RequireFingerprint } from '@fingerprint-guard/nest';
import { instrument } from '@fingerprint-guard/otel';
import { listen } from '@fingerprint-guard/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import express from 'express';
import { type Fixture, openFixture } from '../../packages/testing/src/fixture.js';
import { freePort } from '../support/free-port.js';
import { missing, readSeries, type ScrapedSeries } from './queries.js';
import 'reflect-metadata';

const dashboard = JSON.parse(
  readFileSync(new URL('../../examples/grafana/fingerprint-guard.json', import.meta.url), 'utf8'),
);

let fixture: Fixture;
let series: ScrapedSeries[];
/** The answers to visits of each application. */
const answers: Record<string, number[]> = {};

/** Starts an application, and gives its address. */
type Start = (guard: FingerprintGuard) => Promise<string>;

const onExpress: Start = async (guard) => {
  const { url, close } = await listen(
    express().post(
      '/',
      requireFingerprint(guard, 'login'),
      (_request, response) => void response.sendStatus(201),
    ),
  );
  fixture.endings.push(close);
  return url;
};

const onNest: Start = async (guard) => {
  @Controller()
  class Session {
    @Post()
    @RequireFingerprint('login')
    create() {}
  }
  @Module({ imports: [FingerprintModule.forRoot(guard)], controllers: [Session] })
  class Shop {}
  const app = await NestFactory.create(Shop, { logger: false });
  fixture.endings.push(() => app.close());
  await app.listen(0);
  return app.getUrl();
};

beforeAll(async () => {
  fixture = await openFixture();
  const port = await freePort();
  const exporter = new PrometheusExporter({ port, host: '127.0.0.1' });
  const meterProvider = new MeterProvider({ readers: [exporter] });
  fixture.endings.push(() => meterProvider.shutdown());

  for (const [name, start] of Object.entries({ express: onExpress, nest: onNest })) {
    const guard = instrument(fixture.guard({ policies: { login: {} } }), { meterProvider });
    const url = await start(guard);
    const visit = async (id: string) => {
      const headers = { 'x-fingerprint-event-id': id };
      return (await fetch(url, { method: 'POST', headers })).status;
    };
    const { eventId } = await fixture.emulator.createEvent();
    const bot = await fixture.emulator.createEvent('bad-bot');
    answers[name] = [await visit(eventId), await visit(bot.eventId)];
    const { eventId: late } = await fixture.emulator.createEvent();
    const down = { method: 'PUT', body: JSON.stringify({ kind: 'status', status: 503 }) };
    await fetch(`${fixture.emulator.url}/__emulator/faults`, down);
    answers[name].push(await visit(late));
    await fetch(`${fixture.emulator.url}/__emulator/faults`, { method: 'DELETE' });
  }
  const misspelt = instrument(fixture.guard(), { meterProvider });
  await misspelt.check({ method: 'GET', url: '/', headers: {} }, 'lgoin').catch(() => {});

  const scraped = await fetch(`http://127.0.0.1:${port}/metrics`);
  series = readSeries(await scraped.text());
});
afterAll(() => fixture.close());

describe.each(['express', 'nest'])('an application on %s', (name) => {
  test('accepts an instrumented guard', () => {
    expect(answers[name]).toEqual([201, 403, 201]);
  });
});

test('decisions are scraped by their outcome', () => {
  const decisions = series.filter(({ name }) => name === 'fingerprint_guard_decisions_total');
  const common = { policy: 'login', mode: 'enforce', required: 'true' };
  const labels = decisions.map(({ labels: { otel_scope_name: _, ...labels } }) => labels);
  expect(new Set(labels)).toEqual(
    new Set([
      { ...common, action: 'allow', source: 'api', failed_open: 'false', lookup: 'found' },
      { ...common, action: 'deny', source: 'api', failed_open: 'false', lookup: 'found' },
      { ...common, action: 'allow', source: 'none', failed_open: 'true', lookup: 'unavailable' },
    ]),
  );
});

describe('the alerts of docs/operate.md', () => {
  const operate = readFileSync(new URL('../../docs/operate.md', import.meta.url), 'utf8');
  const alerts = /### What to alert on\n.*?```text\n(.*?)\n```/s.exec(operate)?.[1]?.split('\n') ?? [];

  test('are three', () => {
    expect(alerts).toHaveLength(3);
  });

  test.each(alerts)('%s', (alert) => {
    expect(missing(alert, series)).toEqual([]);
  });
});

describe('the dashboard', () => {
  interface Panel {
    title: string;
    targets: { expr: string }[];
  }
  const panels: Panel[] = dashboard.panels;
  const queries = panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr })));

  test.each(queries)('finds series for "$title": $expr', ({ expr }) => {
    expect(missing(expr, series)).toEqual([]);
  });

  test('offers the policies there are', () => {
    const [, name, label] =
      /^label_values\((\w+), (\w+)\)$/.exec(dashboard.templating.list[1].query.query) ?? [];
    const found = series.filter((one) => one.name === name).map(({ labels }) => labels[label ?? '']);
    expect(new Set(found)).toEqual(new Set(['login']));
  });

  test('finds the durations that the Collector names by their unit, too', () => {
    const named = series.map(({ name, labels }) => ({
      name: name.replace(/^(fingerprint_guard_check_duration)_/, '$1_seconds_'),
      labels,
    }));
    expect(queries.flatMap(({ expr }) => missing(expr, named))).toEqual([]);
  });
});
