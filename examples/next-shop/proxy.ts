import { fingerprintProxy } from '@fingerprint-guard/next';
import { guard } from './lib/guard';

export const proxy = fingerprintProxy(guard, 'POST /api/newsletter');
export const config = { matcher: '/api/newsletter' };
