import type { Runner } from '../runner.js';
import { accepted } from './accepted.js';
import type { WebhookTarget } from './harness.js';
import type { PlayWebhook } from './play.js';
import { refused } from './refused.js';
import { openWebhookScene } from './scene.js';
import { severalOfOneEvent } from './several-of-one-event.js';

const GROUPS = {
  'a delivery': accepted,
  'several deliveries of one event:': severalOfOneEvent,
  'a delivery is refused:': refused,
};

/**
 * Declares the behaviours that every adapter's receiver of webhooks has, as tests of one framework, over loopback and
 * with the emulator's own deliveries.
 * @param target The framework: how an application of it is started.
 * @param runner The test runner's own `describe` and `test`.
 * @example
 * ```ts
 * import { describe, test } from 'node:test';
 * import { fingerprintWebhook } from '@fingerprint-guard/express';
 * import { listen, webhookConformance } from '@fingerprint-guard/testing';
 * import express from 'express';
 *
 * webhookConformance(
 *   {
 *     name: 'Express 5',
 *     start: async ({ guard, secrets, parsed, onError }) => {
 *       const app = express();
 *       if (parsed) app.use(express.json());
 *       app.post('/webhook', fingerprintWebhook(guard, { secrets }));
 *       app.use((error: unknown, _req: express.Request, res: express.Response, _next: express.NextFunction) => {
 *         onError(error);
 *         res.sendStatus(500);
 *       });
 *       return listen(app);
 *     },
 *   },
 *   { describe, test },
 * );
 * ```
 */
export function webhookConformance(target: WebhookTarget, { describe, test }: Runner): void {
  describe(`${target.name}: webhooks`, () => {
    const play: PlayWebhook = (title, body) =>
      void test(title, async () => {
        const endings: (() => Promise<void>)[] = [];
        try {
          await body((spec = {}) => openWebhookScene(target, spec, endings));
        } finally {
          for (const end of endings.reverse()) await end();
        }
      });
    for (const [name, group] of Object.entries(GROUPS)) describe(name, () => group(play));
  });
}
