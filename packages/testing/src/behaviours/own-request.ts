import { strict as assert } from 'node:assert';
import type { FingerprintGuardOptions } from '@fingerprint-guard/core';
import type { Group } from '../group.js';

const CLIENT = '203.0.113.9';

/** Options that are functions of a request, each of which records its argument. */
const FUNCTIONS: Readonly<Record<string, (tell: (native: unknown) => void) => FingerprintGuardOptions>> = {
  linkedId: (tell) => ({ linkedId: (_request, native) => void tell(native) }),
  clientIp: (tell) => ({ clientIp: (_request, native) => void tell(native) }),
  eventFrom: (tell) => ({
    eventFrom({ headers }, native) {
      tell(native);
      return String(headers['x-fingerprint-event-id']);
    },
  }),
  geo: (tell) => ({ clientIp: () => CLIENT, geo: { locate: (_ip, _request, native) => void tell(native) } }),
};

export const ownRequest: Group = (play) => {
  for (const [name, optionsOf] of Object.entries(FUNCTIONS)) {
    for (const attach of [undefined, {}]) {
      const where = attach ? 'by the guard attached app-wide' : 'with its own guard';
      play(`is passed to ${name}, as it is to skip: ${where}`, async (open) => {
        const own: unknown[] = [];
        const told: unknown[] = [];
        const scene = await open({
          ...(attach ? { attach } : {}),
          guard: optionsOf((native) => void told.push(native)),
          require: { options: { skip: (native) => own.push(native) < 1 } },
        });
        // From another place than the client's, so that `geo` is called.
        const { eventId } = await scene.createEvent('honest', { ip_address: '198.51.100.66' });
        assert.equal((await scene.login(eventId)).status, 200);
        assert.equal(own.length, 1);
        assert.ok(told.length > 0, 'not asked');
        // Not compared by assert, which would print whole requests.
        assert.ok(
          told.every((native) => native === own[0]),
          'told of another object',
        );
      });
    }
  }
};
