import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { attacks } from '../../examples/nest-shop/src/visits.js';
import { type RunningShop, runShop } from '../../examples/nest-shop/test/running-shop.js';
import { chromium, launchDisguised, launchOpenly } from '../support/chromium.js';
import { describeWith } from '../support/requirements.js';
import { type OpenPage, openPage, openTab, type Tab } from './open-page.js';

// Starting a browser takes its time.
jest.setTimeout(60_000);

/** Submits the form and waits for the outcome in words. */
async function signIn(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Sign in' }).click();
  const outcome = page.locator('#outcome:not([data-state=idle]):not([data-state=busy])');
  await outcome.waitFor();
  return (await outcome.textContent()) ?? '';
}

/** The page opens with one attack played; what it asked for until then is not counted. */
async function firstPlayed({ page, requests }: OpenPage): Promise<void> {
  await page.locator('#story', { hasText: 'Denied.' }).waitFor();
  requests.length = 0;
}

/** Plays an attack by its button and waits for both sides of it. */
async function playAttack(page: Page, title: string): Promise<{ told: string; decided: string }> {
  await page.getByRole('button', { name: title, exact: true }).click();
  await page.locator('#attacks:not([aria-busy])').waitFor();
  const textOf = async (selector: string) => (await page.locator(selector).textContent()) ?? '';
  return { told: await textOf('#told'), decided: await textOf('#decided') };
}

describeWith(chromium, 'the shop in a real browser', (executablePath) => {
  let running: RunningShop;
  let browser: Browser;
  let tab: Tab;
  let open: OpenPage;

  beforeAll(async () => {
    [running, browser] = await Promise.all([runShop(), launchDisguised(executablePath)]);
    tab = await openTab(await browser.newContext());
  });
  afterAll(async () => {
    await browser?.close();
    await running?.close();
  });
  beforeEach(async () => {
    open = await tab.open(running.shop.url);
    await firstPlayed(open);
  });
  afterEach(() => open.close());

  const identifications = () =>
    open.requests.filter(({ method, url }) => method === 'POST' && url.pathname === '/__emulator/agent');
  const logins = () => open.requests.filter(({ url }) => url.pathname === '/session');

  test('an honest visitor signs in, and is identified then and not before', async () => {
    expect(await open.page.evaluate('navigator.webdriver')).toBe(false);
    expect(identifications()).toHaveLength(0);
    expect(await signIn(open.page)).toContain('Welcome back, Robin.');
    expect(identifications()).toHaveLength(1);
    expect(logins()).toHaveLength(1);
  });

  test('the page opens with one attack played, and each button remembers what came of its own', async () => {
    const outcomeOf = (name: string) => open.page.locator(`[data-attack=${name}] .remembered`).textContent();
    expect(await open.page.locator('#told').textContent()).toContain('HTTP 403');
    expect(await open.page.locator('#decided').textContent()).toContain('missing-event');
    expect([await outcomeOf('no-id'), await outcomeOf('vpn'), await outcomeOf('bot')]).toEqual([
      'Denied',
      'Play',
      'Play',
    ]);
    await playAttack(open.page, 'VPN');
    expect([await outcomeOf('no-id'), await outcomeOf('vpn'), await outcomeOf('bot')]).toEqual([
      'Denied',
      'Challenged',
      'Play',
    ]);
  });

  test('your own sign-in shows on both sides, and leads to its decision in the inspector', async () => {
    await signIn(open.page);
    await open.page.locator('#told', { hasText: 'HTTP 201' }).waitFor();
    expect(await open.page.locator('#decided').textContent()).toContain('Allowed');
    await open.page.getByRole('link', { name: 'Open in the inspector' }).click();
    const detail = open.page.getByRole('region', { name: 'The decision that is open' });
    await detail.getByText('Allowed', { exact: true }).waitFor();
    expect(await detail.locator('.facts').textContent()).toContain('Policylogin');
    expect(open.complaints).toEqual([]);
  });

  test('a wrong password is told apart from a visit that is refused', async () => {
    await open.page.getByLabel('Password').fill('lapsang');
    expect(await signIn(open.page)).toContain('That doesn’t match.');
  });

  test('the form works by keyboard alone, and the focus stays where it is', async () => {
    await open.page.getByLabel('Email').focus();
    await open.page.keyboard.press('Tab');
    await open.page.keyboard.press('Tab');
    await open.page.keyboard.press('Enter');
    await open.page.getByText('Welcome back, Robin.').waitFor();
    expect(await open.page.evaluate('document.activeElement.textContent')).toBe('Sign in');
  });

  test.each(attacks)('the button $title shows what both sides know', async ({ title, expected }) => {
    const { told, decided } = await playAttack(open.page, title);
    expect(told).toContain('HTTP 403');
    expect(told).toContain(
      expected.action === 'deny' ? '"code": "fingerprint_denied"' : '"code": "fingerprint_challenge"',
    );
    expect(told).not.toContain(expected.rule);
    expect(decided).toContain(expected.action === 'deny' ? 'Denied' : 'Asked for one more step');
    expect(decided).toContain(expected.rule);
    expect(open.complaints).toEqual([]);
  });

  test('a replay is refused the second time only', async () => {
    const { told } = await playAttack(open.page, 'Replay');
    expect(told).toContain('Sent before with the same ID: 201');
    expect(logins()).toHaveLength(2);
    expect(identifications()).toHaveLength(1);
  });

  test('an event the server does not know is made anew exactly once', async () => {
    // Long enough that neither of the two events is ever seen.
    running.emulator.setFault({ kind: 'lag', ms: 600_000 });
    const outcome = await signIn(open.page);
    running.emulator.clearFaults();
    expect(outcome).toContain('We couldn’t verify this visit.');
    expect(identifications()).toHaveLength(2);
    expect(logins()).toHaveLength(2);
  });

  test('a lost first event costs the visitor nothing', async () => {
    await open.page.route('**/session', async (route) => {
      if (logins().length === 1) running.emulator.reset();
      await route.continue();
    });
    expect(await signIn(open.page)).toContain('Welcome back, Robin.');
    expect(identifications()).toHaveLength(2);
  });

  test('if the agent is blocked, the page says so, and nothing moves', async () => {
    await open.page.route('**/agent.js', (route) => route.abort());
    await open.page.reload();
    await firstPlayed(open);
    const height = () => open.page.evaluate('outcome.offsetHeight');
    const before = await height();
    expect(await signIn(open.page)).toContain('Try again without script blockers');
    expect(await height()).toBe(before);
    expect(identifications()).toHaveLength(0);
    expect(logins()).toHaveLength(1);
  });

  test('the page loads nothing from elsewhere and has nothing to complain of', async () => {
    await signIn(open.page);
    await playAttack(open.page, 'Bot');
    const origins = new Set(open.requests.map(({ url }) => url.origin));
    expect([...origins].sort()).toEqual([running.emulator.url, running.shop.url].sort());
    expect(open.complaints).toEqual([]);
  });

  test('nothing moves when an outcome appears', async () => {
    const heights = () => open.page.evaluate('[outcome.offsetHeight, document.body.offsetHeight]');
    const before = await heights();
    await signIn(open.page);
    expect(await heights()).toEqual(before);
    for (const { title } of attacks) {
      await playAttack(open.page, title);
      expect([title, await heights()]).toEqual([title, before]);
    }
  });
});

describeWith(chromium, 'a browser that is openly automated', (executablePath) => {
  let running: RunningShop;
  let browser: Browser;

  beforeAll(async () => {
    running = await runShop();
    browser = await launchOpenly(executablePath);
  });
  afterAll(async () => {
    await browser?.close();
    await running?.close();
  });

  test('is refused as a bad bot', async () => {
    const open = await openPage(browser, running.shop.url);
    const { page, close } = open;
    await firstPlayed(open);
    const answer = page.waitForResponse('**/session');
    expect(await signIn(page)).toContain('We couldn’t verify this visit.');
    const { decisionId } = (await (await answer).json()) as { decisionId: string };
    const logged = await fetch(`${running.shop.url}/demo/decisions/${decisionId}`);
    const { action, reasons } = (await logged.json()) as { action: string; reasons: { rule: string }[] };
    expect(action).toBe('deny');
    expect(reasons.map(({ rule }) => rule)).toContain('bad-bot');
    await close();
  });
});
