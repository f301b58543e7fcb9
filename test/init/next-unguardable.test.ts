import { describe, expect, test } from '@jest/globals';
import { createProject, type Files, filesIn, init } from './run-init.js';

const manifest = { 'package.json': '{ "dependencies": { "next": "^16.0.0" } }' };
const HANDLER = 'export async function POST() {\n  return Response.json({});\n}\n';

const EDGE = '@fingerprint-guard/next does not support the edge runtime';
const PAGES = 'init does not support the Pages Router: name these paths in the proxy';
const ACTION = 'A server action is a public endpoint: call checkAction in it';

describe('what init cannot guard in a project of Next.js', () => {
  test.each<[string, Files, string]>([
    [
      'a handler on the edge runtime',
      { 'app/api/login/route.js': `export const runtime = 'edge';\n\n${HANDLER}` },
      `Not guarded: POST /api/login (app/api/login/route.js). ${EDGE}`,
    ],
    [
      'a handler of the Pages Router',
      { 'pages/api/login.ts': 'export default function handler() {}\n' },
      `Not guarded: pages/api/login.ts. ${PAGES}`,
    ],
    [
      'all handlers of the Pages Router',
      { 'src/pages/api/users/[id].js': '', 'src/pages/api/auth/[...all].js': '' },
      `Not guarded: src/pages/api/auth/[...all].js, src/pages/api/users/[id].js. ${PAGES}`,
    ],
    [
      'the server actions of a file',
      {
        'app/actions.ts':
          "'use server';\n\nexport async function logIn() {}\nexport const signUp = async () => {};\nasync function own() {}\n",
      },
      `Not guarded: app/actions.ts logIn, app/actions.ts signUp. ${ACTION}`,
    ],
    [
      'a server action without a name, and one of another file',
      {
        'app/actions.ts': "'use server';\n\nexport default async () => {};\nexport { pay } from './pay';\n",
        'app/pay.ts': 'export async function pay() {}\n',
      },
      `Not guarded: app/actions.ts default, app/actions.ts pay. ${ACTION}`,
    ],
    [
      'server actions in a page',
      {
        'app/page.jsx':
          "export default function Page() {\n  async function logIn() {\n    'use server';\n  }\n  const signUp = async () => {\n    'use server';\n  };\n  return <form action={async () => {\n    'use server';\n  }} />;\n}\n",
      },
      `Not guarded: app/page.jsx logIn, app/page.jsx signUp, app/page.jsx line 8. ${ACTION}`,
    ],
  ])('is named, and gets no route in its place: %s', async (_what, files, message) => {
    const root = createProject({ ...manifest, ...files });
    const { exitCode, stdout } = await init(root);
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 1, stdout: expect.stringContaining(message) });
    expect(stdout).toContain('No route to guard was found');
    const after = filesIn(root);
    expect(after).toMatchObject(files);
    expect(Object.keys(after).filter((path) => path.includes('route.'))).toEqual(
      Object.keys(files).filter((path) => path.includes('route.')),
    );
    expect(Object.keys(after).filter((path) => path.includes('fingerprint'))).toHaveLength(1);
  });

  test('is named beside what it can', async () => {
    const root = createProject({
      ...manifest,
      'app/api/login/route.js': HANDLER,
      'app/api/pay/route.js': `${HANDLER}export const runtime = 'edge';\n`,
      'app/actions.js': "'use server';\nexport async function vote() {}\n",
    });
    const { exitCode, stdout } = await init(root, ['--json', '--yes']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      guarded: ['POST /api/login'],
      others: [],
      unguardable: [
        { names: ['POST /api/pay (app/api/pay/route.js)'], advice: expect.stringContaining(EDGE) },
        { names: ['app/actions.js vote'], advice: expect.stringContaining(ACTION) },
      ],
    });
  });

  test('is no route that can be named', async () => {
    const files = {
      ...manifest,
      'app/pay/route.js': `${HANDLER}export const runtime = 'experimental-edge';\n`,
    };
    const root = createProject(files);
    expect(await init(root, ['--yes', '--route', '/pay'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(`--route /pay: ${EDGE}`),
    });
    expect(filesIn(root)).toEqual(files);
  });

  test.each([
    ['on Node', "export const runtime = 'nodejs';\n"],
    ['with another edge', "const runtime = 'edge';\n"],
    ['that only mentions a directive', "console.log('use server');\n"],
  ])('is no handler %s', async (_what, line) => {
    const root = createProject({ ...manifest, 'app/api/login/route.js': `${line}${HANDLER}` });
    const { exitCode, stdout } = await init(root);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Guarded: POST /api/login.');
    expect(stdout).not.toContain('Not guarded');
  });
});
