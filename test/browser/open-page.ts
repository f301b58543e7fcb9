import type { Browser, BrowserContext, ConsoleMessage, Page, Request } from 'playwright-core';

/** An open page, and its activity that a visitor does not see. */
export interface OpenPage {
  page: Page;
  /** Errors of scripts and of the content security policy, and what the page printed as an error. */
  complaints: string[];
  /** Every URL that was asked for, with its method. */
  requests: { method: string; url: URL }[];
  close(): Promise<void>;
}

/** Opens a page in a profile of its own, which is closed with it. */
export async function openPage(browser: Browser, url: string): Promise<OpenPage> {
  const context = await browser.newContext();
  return { ...(await openPageIn(context, url)), close: () => context.close() };
}

/** Opens a page in a profile that other pages share. */
export async function openPageIn(context: BrowserContext, url: string): Promise<OpenPage> {
  const page = await context.newPage();
  const { stop: _, ...watched } = watch(page);
  await page.goto(url);
  return { page, ...watched, close: () => page.close() };
}

/** A tab that opens one page after another, which takes a browser a fraction of the time of a new one. */
export interface Tab {
  /** Opens a page. Closing it leaves the tab empty, without routes; what a page has stored stays. */
  open(url: string): Promise<OpenPage>;
}

/** Opens a tab in a profile that others share. */
export async function openTab(context: BrowserContext): Promise<Tab> {
  const page = await context.newPage();
  return {
    async open(url) {
      const { stop, ...watched } = watch(page);
      const close = async () => {
        stop();
        await page.unrouteAll({ behavior: 'ignoreErrors' });
        // A new address that differs in its hash alone would load nothing.
        await page.goto('about:blank');
      };
      await page.goto(url);
      return { page, ...watched, close };
    },
  };
}

/** Records the invisible activity of a page, until stopped. */
function watch(page: Page): Pick<OpenPage, 'complaints' | 'requests'> & { stop(): void } {
  const complaints: string[] = [];
  const requests: OpenPage['requests'] = [];
  const onError = (error: Error) => complaints.push(error.message);
  const onConsole = (message: ConsoleMessage) => {
    if (message.type() === 'error' && !isRefusal(message.text())) complaints.push(message.text());
  };
  const onRequest = (request: Request) =>
    requests.push({ method: request.method(), url: new URL(request.url()) });
  page.on('pageerror', onError).on('console', onConsole).on('request', onRequest);
  const stop = () => page.off('pageerror', onError).off('console', onConsole).off('request', onRequest);
  return { complaints, requests, stop };
}

/** The browser itself prints every 403, which is expected here. */
const isRefusal = (text: string): boolean => /^Failed to load resource: .* status of 403\b/.test(text);
