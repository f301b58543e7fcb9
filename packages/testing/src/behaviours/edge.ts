import { strict as assert } from 'node:assert';
import type { FingerprintGuardOptions } from '@fingerprint-guard/core';
import { assertBlocked } from '../assert-blocked.js';
import type { Group } from '../group.js';

const BY_ITSELF = { edge: true };
const BROWSER = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36' };
const SIGNED = { ...BROWSER, 'signature-agent': '"https://chatgpt.com"', signature: 'sig1=:cHJvb2Y=:' };
const FALSE_CRAWLER = { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' };

const HUMANS = { rules: { 'ai-agent': 'deny' } } as const;
const WELCOMING = {
  rules: { 'ai-agent': ['deny', { allow: [{ provider: 'OpenAI', identities: ['signed'] }] }] },
} as const;

interface Analysed {
  url: string;
  headers: { name: string; value: string }[];
}

/** Records the requests that are sent for analysis, on their way to the emulator. */
function watching(sent: Analysed[]): Partial<FingerprintGuardOptions> {
  return {
    fetch: async (url, init) => {
      if (String(url).endsWith('/v4/edge')) sent.push(JSON.parse(String(init?.body)));
      return fetch(url, init);
    },
  };
}

export const edge: Group = (play) => {
  play('needs no event: a browser passes because of its own headers', async (open) => {
    const scene = await open({ require: BY_ITSELF });
    const answer = await scene.send({ headers: BROWSER, body: { hello: 'world' } });
    assert.equal(answer.status, 200);
    assert.equal(scene.handled[0]?.signals.reference, 'edge');
    assert.equal(scene.handled[0]?.event?.source, 'edge');
    assert.deepEqual(scene.asked(), ['/v4/edge']);
  });

  play('blocks a client that only claims to be a known bot', async (open) => {
    const scene = await open({ require: BY_ITSELF });
    assertBlocked(scene, await scene.send({ headers: FALSE_CRAWLER }), { rule: 'spoofed-agent' });
  });

  play('is judged by the policy that its route names', async (open) => {
    const policies = { humans: HUMANS, welcoming: WELCOMING };
    const humans = await open({ require: { edge: true, policy: 'humans' }, guard: { policies } });
    assertBlocked(humans, await humans.send({ headers: SIGNED }), { rule: 'ai-agent' });
    assert.equal((await humans.send({ headers: BROWSER })).status, 200);
    const welcoming = await open({ require: { edge: true, policy: 'welcoming' }, guard: { policies } });
    assert.equal((await welcoming.send({ headers: SIGNED })).status, 200);
  });

  play('sends headers in their order, with secrets blanked', async (open) => {
    const sent: Analysed[] = [];
    const scene = await open({
      require: BY_ITSELF,
      guard: { ...watching(sent), sensitiveHeaders: ['x-session'] },
    });
    const headers = {
      'X-Zeta': '1',
      ...BROWSER,
      'X-Session': 'SECRET',
      Authorization: 'Bearer SECRET',
      'X-Alpha': '2',
      Cookie: 'session=SECRET',
      'X-Fingerprint-Event-Id': 'SECRET',
      'x-mid': '3',
    };
    assert.equal((await scene.send({ path: '/login?token=SECRET', headers })).status, 200);
    const [analysed] = sent;
    assert.ok(analysed, 'nothing was sent to be analysed');
    const own = analysed.headers.filter(({ name }) => Object.hasOwn(headers, name));
    assert.deepEqual(
      own,
      Object.entries(headers).map(([name, value]) => ({
        name,
        value: value.includes('SECRET') ? '' : value,
      })),
    );
    assert.ok(!JSON.stringify(analysed).includes('SECRET'), 'a secret was sent');
    assert.equal(new URL(analysed.url).pathname, '/login');
  });

  play(
    'behind an attached guard is judged without an event, and the attached decision is separate',
    async (open) => {
      const scene = await open({ require: BY_ITSELF, attach: {} });
      const { eventId } = await scene.createEvent('bad-bot');
      const answer = await scene.login(eventId, BROWSER);
      assert.equal(answer.status, 200);
      assert.equal(scene.handled[0]?.signals.reference, 'edge');
    },
  );

  play('is an outage while it is unavailable: strict answers 503', async (open) => {
    const scene = await open({ require: { edge: true, policy: { extends: 'strict' } } });
    scene.emulator.setFault({ kind: 'status', status: 500, call: 'edge' });
    assertBlocked(scene, await scene.send({ headers: BROWSER }), { rule: 'api-unavailable', status: 503 });
  });
};
