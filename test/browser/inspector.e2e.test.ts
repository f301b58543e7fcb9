import type { Decision, FingerprintEvent } from '@fingerprint-guard/core';
import { createInspector, type Inspector } from '@fingerprint-guard/inspector';
import { listen, type RunningApp } from '@fingerprint-guard/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { decided, LOGIN, throughTor, throughVpn } from '../../packages/inspector/test/decisions.js';
import { chromium, launchOpenly } from '../support/chromium.js';
import { describeWith } from '../support/requirements.js';
import { type OpenPage, openTab, type Tab } from './open-page.js';

// Starting a browser takes its time.
jest.setTimeout(60_000);

/** What runs if it is taken for markup, an attribute, a script or a URL. */
const SCRIPT = `"'><img src=x onerror="globalThis.ran=1"><script>globalThis.ran=1</script><svg onload="globalThis.ran=1">javascript:globalThis.ran=1`;

/** A decision with a script in each string that it has, and in each name of a field that others choose. */
function hostile(): Decision {
  const poison = (value: unknown): unknown => {
    if (typeof value === 'string') return SCRIPT + value;
    if (Array.isArray(value)) return value.map(poison);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, inside]) => [name, poison(inside)]));
  };
  const { action, mode, source, ...decision } = throughTor({
    error: { code: 'ERR_FP_TIMEOUT', message: 'too late' },
    shadow: { policy: 'next', policyRevision: 'a', action: 'allow', reasons: [], unknown: [] },
    policyRevision: 'abc',
  });
  const poisoned = poison(decision) as Decision;
  poisoned.observed = [
    { rule: SCRIPT, level: 'observe', message: SCRIPT, actual: { [SCRIPT]: SCRIPT }, expected: [SCRIPT] },
  ];
  poisoned.event = { ...poisoned.event, tags: { [SCRIPT]: SCRIPT } } as FingerprintEvent;
  const { reasons, shadow } = poisoned as Decision & { shadow: { action: string } };
  for (const reason of reasons) reason.level = 'deny';
  shadow.action = 'allow';
  return { ...poisoned, id: SCRIPT, action, mode, source };
}

describeWith(chromium, 'the inspector in a real browser', (executablePath) => {
  let browser: Browser;
  let tab: Tab;
  let inspector: Inspector;
  let running: RunningApp;
  let open: OpenPage;
  let page: Page;
  const answered: string[] = [];

  beforeAll(async () => {
    browser = await launchOpenly(executablePath);
    tab = await openTab(await browser.newContext());
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    inspector = createInspector({ policies: { login: LOGIN } });
    answered.length = 0;
    running = await listen((req, res) => {
      res.once('finish', () => answered.push(`${req.method} ${req.url} ${res.statusCode}`));
      void inspector.node(req, res);
    });
  });
  afterEach(async () => {
    await open?.close();
    await running.close();
  });

  async function visit(hash = ''): Promise<void> {
    open = await tab.open(`${running.url}/_fingerprint${hash}`);
    page = open.page;
    page.setDefaultTimeout(20_000);
    await page.locator('#connection[data-state=live]').waitFor();
  }
  const lines = () => page.locator('a.line');
  /** Waits until the list has exactly this many lines. The page's policy forbids waiting for a function. */
  const count = (number: number) =>
    page.locator(`.canvas:has(> :nth-child(${number})):not(:has(> :nth-child(${number + 1})))`).waitFor();

  test('says that there is nothing yet, and shows each decision as it is made', async () => {
    await visit();
    expect(await page.locator('#empty').textContent()).toContain('No decision yet');
    inspector.onDecision(decided());
    inspector.onDecision(throughTor());
    await count(2);
    expect(await lines().first().textContent()).toContain('Deniedtor');
    expect(await page.locator('#empty').isVisible()).toBe(false);
    expect(open.complaints).toEqual([]);
  });

  test('reconnects by itself after a restart, and shows the kept decisions', async () => {
    inspector.onDecision(decided());
    await visit();
    await count(1);
    for (const decision of [throughTor(), throughVpn()]) {
      inspector.close();
      inspector.onDecision(decision);
    }
    await count(3);
    expect(await page.locator('#connection').getAttribute('data-state')).toBe('live');
  });

  test('filters by action, rule and words, and the address remembers it', async () => {
    for (const decision of [decided(), throughTor(), throughVpn()]) inspector.onDecision(decision);
    await visit();
    await count(3);
    await page.getByRole('radio', { name: 'Denied' }).check();
    await count(1);
    expect(await lines().textContent()).toContain('tor');
    expect(page.url()).toContain('action=deny');
    await page.getByRole('button', { name: 'Clear' }).click();
    await count(3);
    await page.getByLabel('Rule', { exact: true }).selectOption('vpn');
    await count(1);
    expect(await lines().textContent()).toContain('Challenged');
    await page.reload();
    await count(1);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByRole('searchbox').fill('session deny');
    await count(1);
    inspector.onDecision(throughVpn());
    inspector.onDecision(throughTor());
    await count(2);
  });

  test('opens one by keyboard: each value against its limit, what is unknown, the event', async () => {
    inspector.onDecision(decided({ signals: { botProbability: 0.97 } }, { unknown: ['jailbroken'] }));
    const stale = decided({ signals: { ageMs: 150_000 } });
    inspector.onDecision(stale);
    await visit();
    await count(2);
    await lines().first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    const detail = page.getByRole('region', { name: 'The decision that is open' });
    const reason = detail.locator('.reason', { hasText: 'stale-event' });
    expect(await reason.locator('.against').textContent()).toBe('Seen150,000Limit120,000');
    expect(await reason.locator('svg').count()).toBe(1);
    await page.keyboard.press('Escape');
    await detail.getByText('No decision is open').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await detail.getByText('jailbroken').waitFor();
    await detail.locator('summary', { hasText: 'Event' }).click();
    await detail.locator('.values dt', { hasText: 'visitorId' }).last().waitFor();
    await page.goBack();
    await page.goBack();
    await detail.getByText('stale-event').waitFor();
    expect(open.complaints).toEqual([]);
  });

  test('counts link to the decisions that they count', async () => {
    for (const decision of [decided(), throughTor(), throughTor(), throughVpn()])
      inspector.onDecision(decision);
    await visit('#/counts');
    const tile = page.locator('.tile', { hasText: 'Denied' });
    expect(await tile.textContent()).toBe('Denied250%');
    expect(await page.locator('.time-chart rect').count()).toBeGreaterThan(0);
    inspector.onDecision(throughTor());
    await page
      .getByText('Denied360%')
      .or(tile.filter({ hasText: '3' }))
      .first()
      .waitFor();
    await page.locator('.bars a', { hasText: 'tor' }).first().click();
    await count(3);
  });

  test('an edited policy is judged on the server, and shows what it changes', async () => {
    const [honest, tor, vpn] = [decided(), throughTor(), throughVpn()];
    for (const decision of [honest, tor, vpn]) inspector.onDecision(decision);
    await visit('#/what-if');
    const status = page.locator('#compare-status');
    await status.getByText('0 decisions of 3 would change. Blocked: 2 now, 2 then.').waitFor();
    const editor = page.getByLabel('Policy as JSON');
    await editor.fill('{ "extends": "recommended", "rules": { "tor": "observe", "vpn": "deny" } }');
    await status.getByText('2 decisions of 3 would change. Blocked: 2 now, 1 then.').waitFor();
    const changed = await page.locator('.change').allTextContents();
    expect(changed.map((text) => text.replace(/^[\d:]+/, ''))).toEqual([
      'Challenged→DeniedvpnPOST /session',
      'Denied→AllowedtorPOST /session',
    ]);
    await editor.fill('{ "rules": { "torr": "deny" } ');
    await page.getByText('This is not JSON').waitFor();
    await editor.fill('{ "rules": { "torr": "deny" } }');
    await page.getByText('rules.torr: unknown rule').waitFor();
    await page.locator('.change', { hasText: 'tor' }).first().click();
    await page.locator('.reason', { hasText: 'tor' }).waitFor();
    expect(page.url()).toContain(tor.id);
  });

  test('a script in every field of a decision is text, in each view', async () => {
    inspector.onDecision(hostile());
    inspector.onDecision(decided({}, { policy: SCRIPT, request: { method: SCRIPT, path: SCRIPT } }));
    await visit();
    await count(2);
    await lines().last().click();
    const detail = page.locator('#detail');
    await detail.locator('.reason', { hasText: SCRIPT }).first().waitFor();
    await detail.locator('details:not([open]) summary').click();
    await detail.locator('.facts a').click();
    await page.locator('#visitor-filter').waitFor();
    for (const view of ['Counts', 'What if', 'Decisions']) {
      await page.getByRole('link', { name: view, exact: true }).click();
      await page.locator('.bars li:visible, .matrix:visible, a.line:visible').first().waitFor();
    }
    await page.goto(
      `${running.url}/_fingerprint#/decisions/${encodeURIComponent(SCRIPT)}?q=${encodeURIComponent(SCRIPT)}`,
    );
    await page.waitForLoadState();
    expect(await page.evaluate('globalThis.ran')).toBeUndefined();
    expect(
      await page.evaluate(
        "document.querySelectorAll('img, script:not([type=module]), [onload], [onerror]').length",
      ),
    ).toBe(0);
    expect(open.complaints).toEqual([]);
    expect(new Set(open.requests.map(({ url }) => url.origin).filter((origin) => origin !== 'null'))).toEqual(
      new Set([running.url]),
    );
  });

  test('another site’s page reads nothing, compares nothing, and frames nothing', async () => {
    inspector.onDecision(throughTor());
    const other = await listen((_req, res) =>
      res.setHeader('content-type', 'text/html').end('<iframe></iframe>'),
    );
    open = await tab.open(other.url.replace('127.0.0.1', 'localhost'));
    const { page } = open;
    const refusal = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
    const result = await page.evaluate(async (url) => {
      const failed = (promise: Promise<unknown>) =>
        promise.then(
          () => false,
          () => true,
        );
      const read = await failed(fetch(`${url}/api/decisions`));
      const simple = { method: 'POST', mode: 'no-cors', body: '{"policy":"strict"}' } as const;
      await failed(fetch(`${url}/compare`, simple));
      const asked = await failed(
        fetch(`${url}/compare`, { ...simple, mode: 'cors', headers: { 'content-type': 'application/json' } }),
      );
      const frame = document.querySelector('iframe') as HTMLIFrameElement;
      await new Promise((resolve) => {
        frame.onload = resolve;
        frame.src = url;
      });
      return { read, asked };
    }, running.url);
    expect(result).toEqual({ read: true, asked: true });
    expect((await refusal).type()).toBe('error');
    expect(answered).toEqual([
      'GET /api/decisions 403',
      'POST /compare 403',
      'OPTIONS /compare 405',
      'GET / 200',
    ]);
    await other.close();
  });

  test('a thousand decisions, and fifty more a second: few lines, nothing moves, and reading holds them', async () => {
    for (let made = 0; made < 1000; made++) inspector.onDecision(decided());
    await visit();
    await page.getByText('1,000 held').waitFor();
    await page.evaluate(() => {
      const moved = { shift: 0 };
      Object.assign(globalThis, { moved });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) moved.shift += (entry as unknown as { value: number }).value;
      }).observe({ type: 'layout-shift' });
    });
    const first = await lines().first().getAttribute('href');
    for (let made = 0; made < 50; made++) inspector.onDecision(throughTor());
    await page.getByText('Denied 50').waitFor();
    expect(await lines().count()).toBeLessThan(60);
    expect(await page.evaluate('moved.shift')).toBe(0);
    expect(await lines().first().getAttribute('href')).not.toBe(first);

    await page.locator('#lines').evaluate((list) => list.scrollTo(0, 4000));
    const held = await lines().allTextContents();
    for (let made = 0; made < 50; made++) inspector.onDecision(throughVpn());
    await page.getByRole('button', { name: 'Show 50 new' }).waitFor();
    expect(await lines().allTextContents()).toEqual(held);
    await page.getByRole('button', { name: 'Show 50 new' }).click();
    await page.getByText('Challenged 50').waitFor();
    expect(await lines().first().textContent()).toContain('vpn');

    await page.getByRole('button', { name: 'Pause' }).click();
    inspector.onDecision(throughTor());
    await page.getByRole('button', { name: 'Show 1 new' }).waitFor();
    expect(await lines().first().textContent()).toContain('vpn');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Denied 51').waitFor();
  });

  test.each([
    ['light', 1440],
    ['light', 320],
    ['dark', 1440],
  ] as const)('axe finds no violations, %s, %i pixels wide', async (colorScheme, width) => {
    const monitored = throughVpn({ blocked: false, mode: 'monitor' });
    for (const decision of [decided(), throughTor(), throughVpn(), monitored]) inspector.onDecision(decision);
    await visit();
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate(axe.source);
    const objections = async () => {
      const { violations } = (await page.evaluate('axe.run()')) as {
        violations: { id: string; nodes: { failureSummary: string }[] }[];
      };
      return violations.map(({ id, nodes }) => [id, ...nodes.map(({ failureSummary }) => failureSummary)]);
    };
    for (const hash of ['#/decisions', '#/counts', '#/what-if', '#/decisions?q=nothing']) {
      await page.evaluate(`location.hash = '${hash}'`);
      await page.locator('a.line:visible, .bars:visible, .matrix:visible, #empty:visible').first().waitFor();
      expect([hash, await objections()]).toEqual([hash, []]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    }
    await page.evaluate("location.hash = '#/decisions'");
    await lines().first().click();
    await page.locator('.reason').first().waitFor();
    expect(['open', await objections()]).toEqual(['open', []]);
  });
});
