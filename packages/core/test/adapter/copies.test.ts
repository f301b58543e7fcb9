import { expect, test } from '@jest/globals';
import {
  createAdapter,
  createFingerprintGuard,
  type Decision,
  defineFingerprintGuard,
  type IncomingRequest,
} from '../../src/index.js';

interface Native {
  ip?: string | undefined;
  fingerprint?: Decision | undefined;
}

/** Creates an adapter, as each copy of a package does. */
const createCopy = () =>
  createAdapter<Native>({
    translate: ({ ip }) => ({ method: 'POST', url: '/', headers: {}, ip, remoteAddress: ip }),
    identity: (native) => native,
    attach(native, decision) {
      native.fingerprint = decision;
    },
  });

/** A guard that records its requests. */
function openGuard() {
  const asked: IncomingRequest[] = [];
  const real = createFingerprintGuard({ apiKey: 'key', baseUrl: 'http://127.0.0.1:1', logger: false });
  const guard = defineFingerprintGuard({
    ...real,
    check(request, ...rest) {
      asked.push(request);
      return real.check(request, ...rest);
    },
  });
  return { guard, asked };
}

test('an address that one copy has seen is known to the other once the connection is closed', async () => {
  const { guard, asked } = openGuard();
  const native: Native = { ip: '203.0.113.7' };
  createCopy().arrive(native);
  native.ip = undefined;
  await createCopy().require(native, { guard, options: {} });
  expect(asked[0]).toMatchObject({ ip: '203.0.113.7', remoteAddress: '203.0.113.7' });
  await guard.close();
});

test('a decision that one copy attached stays if the other skips; a foreign value is removed', async () => {
  const { guard } = openGuard();
  const [attached, forged]: Native[] = [{}, { fingerprint: {} as Decision }];
  await createCopy().attach(attached as Native, guard);
  const { fingerprint } = attached as Native;
  for (const native of [attached, forged] as Native[])
    await createCopy().require(native, { options: { skip: true } });
  expect(fingerprint).toBeDefined();
  expect(attached?.fingerprint).toBe(fingerprint);
  expect(forged?.fingerprint).toBeUndefined();
  await guard.close();
});
