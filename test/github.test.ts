import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { root } from './docs/documents.js';

const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

interface Workflow {
  jobs: Record<string, { strategy: { matrix: { node: number[] } }; steps: { run?: string }[] }>;
}

/** What a script of a shell runs of this repository, and what it installs of the system. */
const commandsOf = (script: string) => ({
  scripts: [...script.matchAll(/\bnpm (?:run )?([\w:]+)/g)].map(([, name]) => name),
  // Ubuntu calls it so.
  packages: (/apt-get install -y --no-install-recommends ([^|\n]+)/.exec(script)?.[1] ?? '')
    .trim()
    .split(' ')
    .map((name) => (name === 'chromium-browser' ? 'chromium' : name)),
});

test('the workflow runs what .ci/run runs, on every line of Node.js from the oldest that is supported', () => {
  const { jobs } = parse(read('.github', 'workflows', 'ci.yml')) as Workflow;
  const steps = jobs.test?.steps.map(({ run }) => run ?? '').join('\n') ?? '';
  expect(commandsOf(steps)).toEqual(commandsOf(read('.ci', 'run')));
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(commandsOf(steps).scripts));
  const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
  expect(engines.node).toMatch(new RegExp(`^>=${jobs.test?.strategy.matrix.node[0]}\\.`));
});

interface Form {
  name: string;
  description: string;
  body: { type: string; id?: string; attributes: { label?: string; value?: string } }[];
}

const forms = readdirSync(join(root, '.github', 'ISSUE_TEMPLATE')).filter((name) => name !== 'config.yml');

test.each(forms)('the form %s asks for things by a label each', (name) => {
  const form = parse(read('.github', 'ISSUE_TEMPLATE', name)) as Form;
  expect([form.name, form.description]).toEqual([expect.any(String), expect.any(String)]);
  for (const { type, id, attributes } of form.body) {
    if (type === 'markdown') expect(attributes.value).toEqual(expect.any(String));
    else
      expect([type, id, attributes.label]).toEqual([
        expect.stringMatching(/^(input|textarea)$/),
        expect.any(String),
        expect.any(String),
      ]);
  }
});

test('a bug is reported with what the README asks for', () => {
  const asked = read('.github', 'ISSUE_TEMPLATE', 'bug.yml');
  for (const what of ['guard.doctor()', 'decisionId', 'keys']) expect(asked).toContain(what);
});

test('the template of pull requests names scripts that exist', () => {
  const named = [...read('.github', 'pull_request_template.md').matchAll(/`npm (?:run )?([\w:]+)`/g)].map(
    ([, name]) => name,
  );
  expect(named).toEqual(['test', 'test:e2e', 'check', 'update']);
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
});
