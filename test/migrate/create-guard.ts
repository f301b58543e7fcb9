import { createFingerprintGuard, type FingerprintGuardOptions } from '@fingerprint-guard/core';

export const createGuard = (account: FingerprintGuardOptions) =>
  createFingerprintGuard({
    clientIp: { trustedProxies: ['10.0.0.0/8'] },
    origins: ['https://shop.example'],
    environmentId: 'ae_47abaca3db2c7c43',
    linkedId: (_request, native) => (native as { customerId?: string }).customerId, // set by an earlier middleware
    expects: ['bot'],
    policy: { extends: 'recommended', rules: { 'ip-mismatch': ['challenge', { tolerance: 'same-asn' }] } },
    ...account,
  });
