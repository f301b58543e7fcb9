import type { Browser, BrowserContext, Page } from 'playwright-core';

/** A page that is open, and what it did that a visitor doesn't see. */
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
  const complaints: string[] = [];
  const requests: OpenPage['requests'] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !isRefusal(message.text())) complaints.push(message.text());
  });
  page.on('request', (request) => requests.push({ method: request.method(), url: new URL(request.url()) }));
  await page.goto(url);
  return { page, complaints, requests, close: () => page.close() };
}

/** The browser itself prints every answer of 403, which here is what is asked for. */
const isRefusal = (text: string): boolean => /^Failed to load resource: .* status of 403\b/.test(text);
