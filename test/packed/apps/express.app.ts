import type { AddressInfo } from 'node:net';
import { fingerprint, requireFingerprint } from '@fingerprint-guard/express';
import express from 'express';

const app = express();
app.use(fingerprint({ apiKey: process.env.API_KEY, baseUrl: process.env.API_URL, logger: false }));
app.post('/login', requireFingerprint(), (req, res) => {
  res.json({ visitorId: req.fingerprint?.signals.visitorId });
});
const server = app.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
