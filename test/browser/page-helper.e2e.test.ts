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
      'is let in, with an ID of its own, also of two at once; agent: %s',
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

    test('carries files, in a form with the ID beside them, or with the ID in a header', async () => {
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
      const headers = `headers: [['content-type', 'application/json']]`;
      const init = `{ method: 'POST', body: '{"cart":7}', referrerPolicy: 'no-referrer', ${headers} }`;
      await run(`sendInBody(new Request('/login', ${init}))`);
      await run(`sendInBody('/login', ${init})`);
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

    test('to another origin asks for leave to send the headers, and for none with the ID in the body', async () => {
      await visit();
      const other = site.url.replace('127.0.0.1', 'localhost');
      await run(`send('${other}/login', { method: 'POST' })`);
      await run(`sendInBody('${other}/login', { method: 'POST', body: new URLSearchParams() })`);
      expect(site.arrivals).toMatchObject([
        {
          method: 'OPTIONS',
          headers: { 'access-control-request-headers': expect.stringContaining('x-fingerprint-event-id') },
        },
        { method: 'POST', status: 200 },
        { method: 'POST', status: 200, headers: { 'content-type': expect.stringContaining('urlencoded') } },
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

    test('has another ID after the back button, or none', async () => {
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

    test('whose button is disabled meanwhile is submitted by it all the same', async () => {
      await visit();
      await run(
        "form.querySelector('[value=register]').click(); form.querySelector('[value=register]').disabled = true",
      );
      await landed('/register');
      expect(site.arrivals).toMatchObject([{ status: 200, fields: { intent: 'register' } }]);
    });

    test('gets a field of its own if the one of that name is disabled', async () => {
      await visit();
      await run(
        `form.insertAdjacentHTML('beforeend', '<input type="hidden" name="eventId" value="old" disabled>')`,
      );
      await logIn().click();
      await landed('/login');
      expect(statuses()).toEqual([200]);
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

    test('may have fields that are named as whatever a form has, before it is protected and after', async () => {
      await visit();
      await run(`{
        const names = [];
        for (let of = HTMLFormElement.prototype; of; of = Object.getPrototypeOf(of))
          names.push(...Object.getOwnPropertyNames(of));
        form.insertAdjacentHTML('beforeend',
          names.map((name) => '<input type="hidden" name="' + name + '" value="own">').join(''));
        undo();
        protectForm(form, options);
        HTMLElement.prototype.click.call(document.querySelector('[value=register]'));
      }`);
      await landed('/register');
      const own = { addEventListener: 'own', requestSubmit: 'own', elements: 'own', append: 'own' };
      const fields = { ...own, intent: 'register', eventId: expect.any(String) };
      expect(site.arrivals).toMatchObject([{ status: 200, fields }]);
      expect(identifications()).toBe(1);
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
      await expect(told).rejects.toThrow('protectForm: no form');
    });
  });

  describe('whatever the agent does wrong, a visitor', () => {
    /** How a page sends something. */
    interface Way {
      path: string;
      start(): Promise<unknown>;
      /**
       * Resolves when it was answered.
       * @param hangsAgain The agent is asked once more on the first answer, and hangs once more.
       */
      answered(hangsAgain: boolean): Promise<unknown>;
      /** Makes a second try possible, if it does not come by itself. */
      back?(): Promise<unknown>;
    }
    const form = (start: () => Promise<unknown>): Way => ({
      path: '/login',
      start,
      answered: () => open.page.waitForURL(`${site.url}/login`),
      back: () => open.page.goBack({ waitUntil: 'commit' }),
    });
    const request = (path: string, script: string): Way => ({
      path,
      start: () =>
        run(`void (globalThis.told = ${script}.then(({ status }) => status),
          globalThis.isTold = false, told.then(() => { isTold = true; }))`),
      async answered(hangsAgain) {
        while (hangsAgain && !(await run('isTold'))) await passTime();
        await run('told');
      },
    });
    const UPLOAD = `(form => (form.append('leaf', new File(['tea'], 'leaf.txt')), form))(new FormData())`;
    const WAYS: Readonly<Record<string, Way>> = {
      'a request': request('/fetch', "send('/fetch', { method: 'POST' })"),
      'an upload': request('/upload', `sendInBody('/upload', { method: 'POST', body: ${UPLOAD} })`),
      'a form, by a click': form(() => open.page.getByRole('button', { name: 'Log in' }).click()),
      'a form, by Enter': form(() => open.page.locator('[name=email]').press('Enter')),
    };

    async function send(way: Way, hangsAgain = false): Promise<void> {
      await way.start();
      await passTime();
      await way.answered(hangsAgain);
    }

    const versions = (agent: string) => [agent, `${agent}&version=3`];
    const ways = (agent: string) =>
      Object.keys(WAYS).filter((way) => !agent.endsWith('version=3') || /request|click/.test(way));
    const once = ['fail=1', 'hang=1', 'repeat=1'].flatMap(versions);
    test.each(once.flatMap((agent) => ways(agent).map((way) => [agent, way] as const)))(
      'is let in on the second try at the latest: %s, %s',
      async (agent, name) => {
        const way = WAYS[name] as Way;
        await visit({ agent });
        if (agent.startsWith('repeat')) {
          await run(POST);
          site.arrivals.length = 0;
        }
        await send(way);
        if (way.back && statuses().at(-1) === 403) {
          await way.back();
          // The agent hangs no more, and must not be taken for hanging because it is slow.
          await way.start();
          await way.answered(false);
        }
        expect(statuses()).toEqual(agent.startsWith('repeat') ? [200] : [403, 200]);
        expect(site.arrivals.map(({ path }) => path)).toEqual(statuses().map(() => way.path));
      },
    );

    test.each(versions('cache'))('is let in, each time, and however it is sent: %s', async (agent) => {
      await visit({ agent });
      await run('agent.then((fp) => fp.get())');
      for (const way of Object.values(WAYS)) {
        await send(way);
        await way.back?.();
      }
      expect(statuses()).toEqual([200, 200, 200, 200]);
      expect(new Set(ids()).size).toBe(4);
    });

    test('is let in on the second try if a blocker is off by then, and a function loads the agent', async () => {
      await visit();
      await run(`globalThis.sendLoading = FingerprintGuardBrowser.createFingerprintFetch({
        timeoutMs: ${TIMEOUT_MS},
        agent: async (options) => {
          await new Promise((onload, onerror) => {
            const src = document.querySelector('script').src;
            document.head.append(Object.assign(document.createElement('script'), { src, onload, onerror }));
          });
          return (await FingerprintEmulator.load()).get(options);
        },
      })`);
      await open.page.route('**/agent.js*', (route) => route.abort(), { times: 1 });
      expect(await run(POST.replace('send', 'sendLoading'))).toBe(200);
      expect(statuses()).toEqual([403, 200]);
    });

    test.each<[string, Parameters<GuardedSite['page']>[0]]>([
      ['it always fails', { agent: 'fail' }],
      ['it always hangs', { agent: 'hang' }],
      ['it always repeats itself', { agent: 'repeat' }],
      ['it could not be loaded', { agent: 'fail=load' }],
      ['it is still loading', { agent: 'hang=load' }],
      ['a policy of the page blocks it', { csp: "script-src 'self' 'unsafe-inline'" }],
      ['a policy of the page lets it connect to nothing', { csp: "connect-src 'self'" }],
      ['an ad blocker blocks it', { agent: 'fail=0' }],
    ])('keeps nobody from sending, without an ID, once each: %s', async (fault, options) => {
      const isBlocked = fault.startsWith('an ad blocker');
      if (isBlocked) await context.route('**/agent.js*', (route) => route.abort());
      await visit(options);
      if (fault.endsWith('repeats itself')) {
        await run(POST);
        site.arrivals.length = 0;
      }
      for (const way of Object.values(WAYS)) {
        await send(way, true);
        await way.back?.();
      }
      if (isBlocked) await context.unroute('**/agent.js*');
      const sent = Object.values(WAYS).map(({ path }) => ({ path, status: 403 }));
      expect(site.arrivals).toMatchObject(sent);
      expect(site.arrivals.map(({ id, fields }) => [id || undefined, fields.eventId || undefined])).toEqual(
        sent.map(() => [undefined, undefined]),
      );
      expect(site.arrivals[2]?.fields).toMatchObject({ email: 'robin@tea.example', intent: 'log in' });
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
    ])('is submitted by %s, once, with its button, and again with another ID', async (_, submit) => {
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

    test('has another ID each time that its own listener sends it', async () => {
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
