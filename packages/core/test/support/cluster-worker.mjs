// A worker of Node's cluster: tells its parent what the doctor finds there.

import { createFingerprintGuard } from '@fingerprint-guard/core';

const guard = createFingerprintGuard({ apiKey: 'secret', logger: false });
process.send(guard.doctor());
await guard.close();
process.disconnect();
