import type { FingerprintJsServerApiClient } from '@fingerprintjs/fingerprintjs-pro-server-api';
import type { Request } from 'express';

const MAX_AGE_MS = 30 * 60_000;

export async function isTrusted(client: FingerprintJsServerApiClient, request: Request): Promise<boolean> {
  try {
    const { products } = await client.getEvent(request.body.requestId);
    const visit = products.identification?.data;
    if (!visit || Date.now() - visit.timestamp > MAX_AGE_MS) return false;
    const [ip] = String(request.headers['x-forwarded-for'] ?? request.ip).split(',');
    if (visit.ip !== ip) return false;
    return products.botd?.data?.bot.result !== 'bad';
  } catch (error) {
    console.error(error);
    return true; // nobody is locked out because the API is down
  }
}
