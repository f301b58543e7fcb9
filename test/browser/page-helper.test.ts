import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Browser, BrowserContext } from 'playwright-core';
import { chromium, launchDisguised } from '../support/chromium.js';
import { describeWith } from '../support/requirements.js';
import { type GuardedSite, startSite } from './guarded-site.js';
import { type OpenPage, openPageIn, openTab, type Tab } from './open-page.js';
import { reactPage } from './react-page.js';

// Starting a browser takes its time.
jest.setTimeout(60_000);

/** How long the pages wait for their agents: no machine is as busy as that. */
const TIMEOUT_MS = 20_000;

describeWith(chromium, 'the helper in a real page', (executablePath) => {
  let site: GuardedSite;
  let browser: Browser;
  let context: BrowserContext;
  /** Its pages have a clock that a test can put forward. */
  let steered: BrowserContext;
  let tabs: Map<BrowserContext, Tab>;
  let open: OpenPage;

  beforeAll(async () => {
    [site, browser] = await Promise.all([startSite(), launchDisguised(executablePath, { keepsPages: true })]);
    [context, steered] = await Promise.all([browser.newContext(), browser.newContext()]);
    await steered.clock.install();
    tabs = new Map([
      [context, await openTab(context)],
      [steered, await openTab(steered)],
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });
  beforeEach(() => {
    site.arrivals.length = 0;
    site.emulator.reset();
  });
  afterEach(() => open.close());

  const visit = async (options?: Parameters<GuardedSite['page']>[0]) => {
    const where = options?.agent?.includes('hang') ? steered : context;
    const page = site.page({ timeoutMs: TIMEOUT_MS, ...options });
    // An agent that keeps results keeps them for all pages of a tab.
    const tab = options?.agent?.includes('cache') ? undefined : tabs.get(where);
    open = await (tab ? tab.open(page) : openPageIn(where, page));
  };
  /** Puts the clock of a page forward to when it waits no longer. */
  const passTime = async () => {
    if (open.page.context() === steered) await open.page.clock.fastForward(TIMEOUT_MS);
  };
  /** Runs a script in the page, and resolves to what it resolves to. */
  const run = (script: string): Promise<unknown> => open.page.evaluate(script);
  const ids = () => site.arrivals.map(({ id }) => id);
  const statuses = () => site.arrivals.map(({ status }) => status);
  const identifications = () =>
    open.requests.filter(({ method, url }) => method === 'POST' && url.pathname === '/__emulator/agent')
      .length;

  const POST = "send('/login', { method: 'POST' }).then(({ status }) => status)";

  describe('a request', () => {
    test.each(['', 'version=3'])(
      'is let in, with an id of its own, also of two at once; agent: %s',
      async (agent) => {
        await visit({ agent });
        expect(identifications()).toBe(0);
        expect(await run(POST)).toBe(200);
        expect(await run(`Promise.all([${POST}, ${POST}])`)).toEqual([200, 200]);
        expect(new Set(ids()).size).toBe(3);
        expect(statuses()).toEqual([200, 200, 200]);
        expect(identifications()).toBe(3);
        expect(open.complaints).toEqual([]);
      },
    );

    test.each([
      ['fails once', 'fail=1', 2],
      ['hangs once', 'hang=1', 2],
      ['keeps results', 'cache=3600', 1],
      ['keeps results, as a wrapper of v3', 'cache=3600&version=3', 1],
      ['repeats itself', 'repeat=1', 1],
    ])('is let in on the second try at the latest if the agent %s', async (_, agent, tries) => {
      await visit({ agent });
      if (agent.startsWith('cache')) await run('agent.then((fp) => fp.get())');
      if (agent.startsWith('repeat')) {
        await run(POST);
        site.arrivals.length = 0;
      }
      await run(`void (globalThis.told = ${POST})`);
      await passTime();
      expect(await run('told')).toBe(200);
      expect(statuses()).toEqual([403, 200].slice(-tries));
    });

    test.each<[string, Parameters<GuardedSite['page']>[0]]>([
      ['fails', { agent: 'fail' }],
      ['hangs', { agent: 'hang' }],
      ['could not be loaded', { agent: 'fail=load' }],
      ['is still loading', { agent: 'hang=load' }],
      ['is blocked by a policy of the page', { csp: "script-src 'self' 'unsafe-inline'" }],
      ['may not connect', { csp: "connect-src 'self'" }],
    ])('is sent once, without an id, if the agent %s', async (_, options) => {
      await visit(options);
      await run(`void ${POST}.then((status) => { globalThis.told = status; })`);
      // The agent is asked once more on the first answer, and hangs once more.
      while (!(await run('globalThis.told'))) await passTime();
      expect(await run('told')).toBe(403);
      expect(site.arrivals).toMatchObject([{ id: undefined, status: 403 }]);
    });

    test('is let in as one of five at once, whom the agent gives one result', async () => {
      await visit();
      await run(`globalThis.sendShared = (() => {
        let running;
        return FingerprintGuardBrowser.createFingerprintFetch({
          timeoutMs: ${TIMEOUT_MS},
          agent: (options) => running ??= agent
            .then((fp) => fp.get(options))
            .finally(() => { running = undefined; }),
        });
      })()`);
      const one = POST.replace('send', 'sendShared');
      expect(await run(`Promise.all([${Array(5).fill(one)}])`)).toEqual(Array(5).fill(200));
      expect(new Set(ids()).size).toBe(5);
    });

    test('is sent once more if the server does not know its event', async () => {
      await visit();
      site.beforeNext = () => site.emulator.reset();
      expect(await run(POST)).toBe(200);
      expect(statuses()).toEqual([403, 200]);
      expect(new Set(ids()).size).toBe(2);
      site.emulator.setFault({ kind: 'lag', ms: 600_000 });
      expect(await run(POST)).toBe(403);
      expect(statuses().slice(2)).toEqual([403, 403]);
    });

    test('carries files, in a form with the id beside them, or with the id in a header', async () => {
      await visit({ agent: 'fail=1' });
      const file = "new File(['tea'.repeat(50_000)], 'leaf.txt')";
      await run(
        `(form => (form.append('leaf', ${file}), sendInBody('/upload', { method: 'POST', body: form })))(new FormData())`,
      );
      await run(
        `send('/upload', { method: 'PUT', body: ${file}, headers: { 'content-type': 'image/png' } })`,
      );
      const contents = 'tea'.repeat(50_000);
      const leaf = { name: 'leaf.txt', contents };
      expect(site.arrivals).toMatchObject([
        { status: 403, fields: { leaf } },
        { status: 200, fields: { leaf, eventId: expect.any(String) } },
        { status: 200, method: 'PUT', fields: { body: contents }, id: expect.any(String) },
      ]);
    });

    test('may be a Request, whose referrer policy stays', async () => {
      await visit();
      const init = `{ method: 'POST', body: '{"cart":7}', referrerPolicy: 'no-referrer' }`;
      await run(`sendInBody(new Request('/login', ${init}))`);
      await run(`sendInBody('/login', { ...${init}, headers: [['content-type', 'application/json']] })`);
      expect(statuses()).toEqual([200, 200]);
      for (const { fields, headers } of site.arrivals) {
        expect(fields).toMatchObject({ cart: 7, eventId: expect.any(String) });
        expect(headers.referer).toBeUndefined();
      }
    });

    test('ends with its signal, and is not sent', async () => {
      await visit({ agent: 'hang' });
      const told = await run(`(async () => {
        const controller = new AbortController();
        const sent = send('/login', { method: 'POST', signal: controller.signal });
        controller.abort();
        return sent.catch(({ name }) => name);
      })()`);
      expect(told).toBe('AbortError');
      expect(site.arrivals).toEqual([]);
    });

    test('to another origin asks for leave to send the headers, and for none with the id in the body', async () => {
      await visit();
      const other = site.url.replace('127.0.0.1', 'localhost');
      await run(`send('${other}/login', { method: 'POST' })`);
      await run(`sendInBody('${other}/login', { method: 'POST', body: '{}' })`);
      expect(site.arrivals).toMatchObject([
        {
          method: 'OPTIONS',
          headers: { 'access-control-request-headers': expect.stringContaining('x-fingerprint-event-id') },
        },
        { method: 'POST', status: 200 },
        { method: 'POST', status: 200, headers: { 'content-type': expect.stringContaining('text/plain') } },
      ]);
    });
  });

  describe('a form', () => {
    const logIn = () => open.page.getByRole('button', { name: 'Log in' });
    const register = () => open.page.getByRole('button', { name: 'Register' });
    const landed = (path: string) => open.page.waitForURL(`${site.url}${path}`);

    test('is submitted by a click, with what was clicked', async () => {
      await visit();
      await register().click();
      await landed('/register');
      expect(identifications()).toBe(1);
      expect(site.arrivals).toMatchObject([
        {
          method: 'POST',
          path: '/register',
          status: 200,
          fields: { email: 'robin@tea.example', intent: 'register' },
        },
      ]);
      expect(open.complaints).toEqual([]);
    });

    test('is submitted by Enter, by its first button', async () => {
      await visit();
      await open.page.locator('[name=email]').press('Enter');
      await landed('/login');
      expect(site.arrivals).toMatchObject([{ path: '/login', status: 200, fields: { intent: 'log in' } }]);
    });

    test('that is not valid is not submitted, and nothing is identified', async () => {
      await visit();
      await open.page.locator('[name=email]').fill('');
      await logIn().click();
      expect(await run('form.matches(":invalid")')).toBe(true);
      expect([identifications(), site.arrivals]).toEqual([0, []]);
    });

    test('that gets invalid while the browser is identified can be submitted later', async () => {
      await visit({ agent: 'hang=1' });
      await run(`void (globalThis.isInvalid = new Promise((resolve) => {
        form.addEventListener('invalid', resolve, true);
        form.requestSubmit();
        form.email.value = '';
      }).then(() => true))`);
      await passTime();
      expect(await run('isInvalid')).toBe(true);
      expect(site.arrivals).toEqual([]);
      await open.page.locator('[name=email]').fill('sam@tea.example');
      await logIn().click();
      await landed('/login');
      expect(site.arrivals).toMatchObject([{ status: 200, fields: { email: 'sam@tea.example' } }]);
    });

    test('that is submitted twice meanwhile is submitted once, by what was clicked first', async () => {
      await visit();
      await run(
        `for (const name of ['register', 'log in', 'register']) form.querySelector('[value="' + name + '"]').click()`,
      );
      await landed('/register');
      expect(identifications()).toBe(1);
      expect(site.arrivals).toHaveLength(1);
    });

    test('has another id after the back button, or none', async () => {
      await visit({ agent: 'fail=0' });
      await run("addEventListener('pageshow', ({ persisted }) => { globalThis.wasKept = persisted; })");
      await logIn().click();
      await landed('/login');
      await open.page.goBack({ waitUntil: 'commit' });
      expect(await run('wasKept')).toBe(true);
      await logIn().click();
      await landed('/login');
      expect(new Set(ids()).size).toBe(2);
      expect(statuses()).toEqual([200, 200]);
      await open.page.goBack({ waitUntil: 'commit' });
      await run('agent.then((fp) => { fp.get = () => Promise.reject(new Error()); })');
      await logIn().click();
      await landed('/login');
      expect(site.arrivals[2]).toMatchObject({ status: 403, fields: { eventId: '', sealedResult: '' } });
    });

    test.each<[string, Parameters<GuardedSite['page']>[0]]>([
      ['fails', { agent: 'fail' }],
      ['hangs', { agent: 'hang' }],
      ['is blocked by a policy of the page', { csp: "script-src 'self' 'unsafe-inline'" }],
    ])('is submitted all the same if the agent %s', async (_, options) => {
      await visit(options);
      await logIn().click();
      await passTime();
      await landed('/login');
      const fields = { email: 'robin@tea.example', intent: 'log in' };
      expect(site.arrivals).toEqual([expect.objectContaining({ status: 403, fields })]);
    });

    test('is let in on the second try if the agent fails once', async () => {
      await visit({ agent: 'fail=1' });
      await logIn().click();
      await landed('/login');
      await open.page.goBack({ waitUntil: 'commit' });
      await logIn().click();
      await landed('/login');
      expect(statuses()).toEqual([403, 200]);
    });

    test('shows its other listeners one submission, with the fields filled', async () => {
      await visit();
      const seen = await run(`new Promise((resolve) => {
        const seen = [];
        form.addEventListener('submit', (event) => {
          event.preventDefault();
          seen.push([...new FormData(form, event.submitter).keys()]);
          resolve(seen);
        });
        form.querySelector('button').click();
      })`);
      expect(seen).toEqual([['email', 'intent', 'eventId', 'sealedResult']]);
      expect(site.arrivals).toEqual([]);
    });

    test('fills the field that it has, under the name that the guard looks for', async () => {
      await visit();
      await run(`
        undo();
        form.insertAdjacentHTML('beforeend', '<input type="hidden" name="requestId" value="of an old page">');
        protectForm(form, { agent, name: 'requestId' });
      `);
      await logIn().click();
      await landed('/login');
      expect(site.arrivals).toMatchObject([
        { status: 200, fields: { requestId: expect.stringMatching(/^\d+\./) } },
      ]);
      expect(site.arrivals[0]?.fields).not.toHaveProperty('eventId');
    });

    test('that is stopped on its way to the form is not submitted, and nothing is identified', async () => {
      await visit();
      await run("addEventListener('submit', (event) => event.preventDefault(), true)");
      await logIn().click();
      await run('sendInBody("/later", { method: "POST" })');
      expect(identifications()).toBe(1);
      expect(site.arrivals).toMatchObject([{ path: '/later' }]);
    });

    test('that is protected twice, by the module too, is submitted once', async () => {
      await visit();
      await run("import('/guard.mjs').then((module) => void module.protectForm(form, options))");
      await logIn().click();
      await landed('/login');
      expect(identifications()).toBe(1);
      expect(statuses()).toEqual([200]);
    });

    test('whose button goes away meanwhile is submitted by it all the same', async () => {
      await visit();
      await run(
        "form.querySelector('[value=register]').click(); form.querySelector('[value=register]').remove()",
      );
      await landed('/register');
      const fields = { email: 'robin@tea.example', intent: 'register' };
      expect(site.arrivals).toMatchObject([{ status: 200, fields }]);
    });

    test.each([
      ['is not there', 'delete HTMLFormElement.prototype.requestSubmit'],
      ['throws', "HTMLFormElement.prototype.requestSubmit = () => { throw new Error('broken'); }"],
    ])('is submitted, and again after it was stopped, where `requestSubmit` %s', async (_, script) => {
      await visit();
      await run(`${script};
        globalThis.clicks = [];
        addEventListener('click', ({ target }) => clicks.push(target.value));
      `);
      const before = await run('form.elements.length');
      const seen = run(`new Promise((resolve) => {
        form.addEventListener('submit', (event) => {
          event.preventDefault();
          const data = new FormData(form, event.submitter);
          resolve([...data.keys(), data.get('intent')]);
        }, { once: true });
        form.querySelector('[value=register]').click();
      })`);
      expect(await seen).toEqual(['email', 'eventId', 'sealedResult', 'intent', 'register']);
      // The two fields are kept; the page heard of one click.
      expect(await run('form.elements.length')).toBe((before as number) + 2);
      expect(await run('clicks')).toEqual(['register']);
      await register().click();
      await landed('/register');
      expect(identifications()).toBe(2);
      expect(site.arrivals).toMatchObject([
        {
          status: 200,
          fields: { email: 'robin@tea.example', intent: 'register', eventId: expect.any(String) },
        },
      ]);
    });

    test('is submitted by Enter, where `requestSubmit` is not there', async () => {
      await visit();
      await run('delete HTMLFormElement.prototype.requestSubmit');
      await open.page.locator('[name=email]').press('Enter');
      await landed('/login');
      expect(site.arrivals).toMatchObject([{ path: '/login', status: 200, fields: { intent: 'log in' } }]);
    });

    test('may have fields that are named as its own methods', async () => {
      await visit();
      await run(`form.insertAdjacentHTML('beforeend', ['submit', 'requestSubmit', 'elements', 'append']
        .map((name) => '<input type="hidden" name="' + name + '" value="own">').join(''))`);
      await register().click();
      await landed('/register');
      const own = { submit: 'own', requestSubmit: 'own', elements: 'own', append: 'own' };
      const fields = { ...own, intent: 'register', eventId: expect.any(String) };
      expect(site.arrivals).toMatchObject([{ status: 200, fields }]);
    });

    test('carries files', async () => {
      await visit();
      await run(
        "form.enctype = 'multipart/form-data'; form.insertAdjacentHTML('beforeend', '<input type=file name=leaf>')",
      );
      await open.page
        .locator('[name=leaf]')
        .setInputFiles({ name: 'leaf.txt', mimeType: 'text/plain', buffer: Buffer.from('oolong') });
      await logIn().click();
      await landed('/login');
      const leaf = { name: 'leaf.txt', contents: 'oolong' };
      expect(site.arrivals).toMatchObject([{ status: 200, fields: { leaf } }]);
    });

    test('is as it was once protection is taken back', async () => {
      await visit();
      const before = await run('form.innerHTML');
      await run(`new Promise((resolve) => {
        form.addEventListener('submit', (event) => { event.preventDefault(); resolve(); }, { once: true });
        form.requestSubmit();
      })`);
      await run('undo()');
      expect(await run('form.innerHTML')).toBe(before);
      await logIn().click();
      await landed('/login');
      expect(identifications()).toBe(1);
      expect(site.arrivals).toMatchObject([{ status: 403, id: undefined }]);
    });

    test('has to be there', async () => {
      await visit();
      const told = run("protectForm(document.querySelector('form.none'), options)");
      await expect(told).rejects.toThrow('protectForm: there is no form');
    });
  });

  describe('a form of React, protected as the document says', () => {
    const signIn = () => open.page.getByRole('button', { name: 'Sign in' });
    const landed = () => open.page.waitForURL(`${site.url}/login`);
    let script: string;
    beforeAll(async () => {
      script = await reactPage();
    });
    beforeEach(async () => {
      await visit();
      await open.page.addScriptTag({ content: script });
      await signIn().waitFor();
    });

    test.each<[string, () => Promise<void>]>([
      ['a click', () => signIn().click()],
      ['Enter', () => open.page.locator('#react [name=email]').press('Enter')],
    ])('is submitted by %s, once, with its button, and again with another id', async (_, submit) => {
      for (const intent of ['submit 0', 'submit 1']) {
        await submit();
        await landed();
        expect(site.arrivals.at(-1)).toMatchObject({
          status: 200,
          fields: { email: 'robin@tea.example', intent, eventId: expect.any(String) },
        });
        await open.page.goBack({ waitUntil: 'commit' });
      }
      expect(new Set(ids()).size).toBe(2);
      expect(identifications()).toBe(2);
      expect(await run('heard')).toMatchObject(site.arrivals.map(({ fields }) => fields));
    });

    test('has another id each time that its own listener sends it', async () => {
      await run('globalThis.isStopped = true');
      for (const count of [1, 2]) {
        await signIn().click();
        await open.page.locator(`#react [value="submit ${count}"]`).waitFor();
      }
      const heard = (await run('heard')) as { eventId: string }[];
      expect(new Set(heard.map(({ eventId }) => eventId)).size).toBe(2);
      await run(
        "Promise.all(heard.map((body) => fetch('/login', { method: 'POST', body: new URLSearchParams(body) })))",
      );
      expect(statuses()).toEqual([200, 200]);
    });
  });

  test('a page with the script of the document is let in', async () => {
    const page = readFileSync(new URL('../../docs/page.md', import.meta.url), 'utf8');
    const [, script = ''] = /^```html\n.*?<script>\n(.*?)<\/script>/ms.exec(page) ?? [];
    await context.route('https://fpjscdn.net/v4/your-public-key', (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        headers: { 'access-control-allow-origin': '*' },
        body: 'export const start = () => FingerprintEmulator.load();',
      }),
    );
    await visit();
    await run(`undo(); { ${script} }`);
    await open.page.getByRole('button', { name: 'Log in' }).click();
    await open.page.waitForURL(`${site.url}/login`);
    expect(site.arrivals).toMatchObject([{ status: 200, fields: { eventId: expect.any(String) } }]);
    expect(open.requests.map(({ url }) => url.host)).toContain('fpjscdn.net');
  });

  test('the module and the classic script are one', async () => {
    await visit();
    const names = await run("import('/guard.mjs').then((module) => Object.keys(module).sort())");
    expect(names).toEqual(['createFingerprintFetch', 'protectForm']);
    expect(await run('Object.keys(FingerprintGuardBrowser).sort()')).toEqual(names);
  });
});
