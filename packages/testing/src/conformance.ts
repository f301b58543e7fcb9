import { agents } from './behaviours/agents.js';
import { attached } from './behaviours/attach.js';
import { attacks } from './behaviours/attacks.js';
import { badInput } from './behaviours/bad-input.js';
import { challenge } from './behaviours/challenge.js';
import { clientAddress } from './behaviours/client-address.js';
import { concurrency } from './behaviours/concurrency.js';
import { configuration } from './behaviours/configuration.js';
import { describedRequest } from './behaviours/described-request.js';
import { edge } from './behaviours/edge.js';
import { forgedDecision } from './behaviours/forged-decision.js';
import { formWithFiles } from './behaviours/form-with-files.js';
import { goneClient } from './behaviours/gone-client.js';
import { honestVisit } from './behaviours/honest-visit.js';
import { monitorMode } from './behaviours/monitor-mode.js';
import { mounted } from './behaviours/mounted.js';
import { onBlocked } from './behaviours/on-blocked.js';
import { outage } from './behaviours/outage.js';
import { ownRequest } from './behaviours/own-request.js';
import { preflight } from './behaviours/preflight.js';
import { replayStore } from './behaviours/replay-store.js';
import { skip } from './behaviours/skip.js';
import type { Group, Play } from './group.js';
import type { ConformanceTarget } from './harness.js';
import type { Runner } from './runner.js';
import { createScenes } from './scene.js';

const GROUPS: Readonly<Record<string, Group>> = {
  'an honest visit': honestVisit,
  'an attack:': attacks,
  'an agent': agents,
  'requireEdge:': edge,
  'a challenge': challenge,
  'a decision': describedRequest,
  'an outage:': outage,
  'a replay store': replayStore,
  'monitor mode': monitorMode,
  'fingerprint, which only attaches:': attached,
  'concurrency:': concurrency,
  'a forged decision:': forgedDecision,
  skip: skip,
  onBlocked: onBlocked,
  "the framework's own request": ownRequest,
  'a form with files': formWithFiles,
  'an application that is mounted': mounted,
  'a CORS preflight': preflight,
  "the client's address:": clientAddress,
  'a client that is gone:': goneClient,
  'bad input:': badInput,
  'configuration:': configuration,
};

/**
 * Declares the behaviours that every adapter has, as tests of one framework. They call a real server over loopback,
 * with an emulator instead of the Fingerprint Server API; each has its own servers and waits for nothing but answers.
 * @param target The framework: the way to start an application of it.
 * @param runner The test runner's own `describe` and `test`.
 * @example
 * ```ts
 * import { describe, test } from 'node:test';
 * import { adapterConformance, listen } from '@fingerprint-guard/testing';
 *
 * adapterConformance(
 *   {
 *     name: 'My framework 1',
 *     start: async (app) => listen(myApp(app)),
 *     answer: (context, status, body) => (context as MyContext).reply(status, body),
 *   },
 *   { describe, test },
 * );
 * ```
 */
export function adapterConformance(target: ConformanceTarget, { describe, test }: Runner): void {
  describe(target.name, () => {
    for (const [name, group] of Object.entries(GROUPS)) {
      const play: Play = (title, body) =>
        void test(title, async () => {
          const scenes = createScenes(target);
          try {
            await body(scenes.open);
          } finally {
            await scenes.close();
          }
        });
      describe(name, () => group(play, target));
    }
  });
}
