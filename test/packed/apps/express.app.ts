import { fingerprint, requireFingerprint } from '@fingerprint-guard/express';
import express from 'express';
import { whereOpen } from './where-open.js';

const app = express();
app.use(fingerprint({ apiKey: process.env.API_KEY, baseUrl: process.env.API_URL, logger: false }));
app.post('/login', requireFingerprint(), (req, res) => {
  res.json({ visitorId: req.fingerprint?.signals.visitorId });
});
export const url = whereOpen(app.listen(0, '127.0.0.1'));
