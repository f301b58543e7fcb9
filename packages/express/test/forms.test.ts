import { listen } from '@fingerprint-guard/testing';
import { expect, test } from '@jest/globals';
import express5, { type RequestHandler } from 'express';
import express4 from 'express-4';
import multer from 'multer';
import { eachTest } from '../../../test/support/shop.js';
import { requireFingerprint } from '../src/index.js';

const shop = eachTest();
const files = multer().single('picture') as unknown as RequestHandler;

async function send(
  express: typeof express5,
  order: 'before' | 'behind',
  headers: Record<string, string> = {},
) {
  const guard = requireFingerprint(shop.guard());
  const handle: RequestHandler = (req, res) =>
    void res.json({ eventId: req.fingerprint?.signals.eventId, file: req.file?.buffer.toString() });
  const app = express().use(express.json());
  app.post('/', ...(order === 'before' ? [files, guard] : [guard, files]), handle);
  const { url, close } = await listen(app);
  shop.endings.push(close);
  const { eventId } = await shop.emulator.createEvent();
  const body = new FormData();
  body.set('eventId', eventId);
  body.set('picture', new File(['pixels'], 'picture.png'));
  const named = Object.fromEntries(Object.entries(headers).map(([name]) => [name, eventId]));
  return { eventId, response: await fetch(url, { method: 'POST', body, headers: named }) };
}

for (const [name, express] of Object.entries({ 'Express 5': express5, 'Express 4': express4 })) {
  test(`${name}: a form with files names its event to a guard behind the parser`, async () => {
    const { eventId, response } = await send(express, 'before');
    expect(await response.json()).toEqual({ eventId, file: 'pixels' });
    expect(shop.warnings).toEqual([]);
  });

  test(`${name}: a guard before the parser finds no event in it, and hints at that`, async () => {
    const { response } = await send(express, 'behind');
    expect(response.status).toBe(403);
    expect(shop.warnings).toEqual([expect.stringContaining('multipart form is not parsed')]);
  });

  test(`${name}: the header names the event of any form`, async () => {
    const { eventId, response } = await send(express, 'behind', { 'x-fingerprint-event-id': '' });
    expect(await response.json()).toEqual({ eventId, file: 'pixels' });
    expect(shop.warnings).toEqual([]);
  });
}
