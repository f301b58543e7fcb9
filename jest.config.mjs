import { availableParallelism } from 'node:os';

const shared = {
  testEnvironment: '<rootDir>/scripts/test-environment.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true },
          target: 'es2022',
        },
        module: { type: 'es6' },
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/packages/[^/]+/dist'],
};

/** `npm run test:e2e` sets it. */
const TESTS = process.env.END_TO_END ? '*.e2e.test.ts' : '!(*.e2e).test.ts';

const moduleNameMapper = {
  '^@fingerprint-guard/([a-z]+)$': '<rootDir>/packages/$1/src/index.ts',
  '^@fingerprint-guard/([a-z]+)/([a-z]+)$': '<rootDir>/packages/$1/src/$2.ts',
  '^(\\.{1,2}/.*)\\.js$': '$1',
};

/** @type {import('jest').Config} */
export default {
  projects: [
    {
      ...shared,
      globals: { NEST_MAJOR: '12' },
      moduleNameMapper,
      testMatch: [`<rootDir>/{packages,examples}/*/test/**/${TESTS}`, `<rootDir>/test/**/${TESTS}`],
    },
    {
      ...shared,
      displayName: 'Nest 11',
      globals: { NEST_MAJOR: '11' },
      // Whatever asks for a package of Nest, its own packages included, gets that of Nest 11.
      moduleNameMapper: {
        ...moduleNameMapper,
        '^@nestjs/(?!mapped-types)(.*)$': '<rootDir>/test/nest-11/node_modules/@nestjs/$1',
      },
      testMatch: [`<rootDir>/packages/nest/test/**/${TESTS}`],
    },
  ],
  // Many tests wait for real servers, and leave a core idle.
  maxWorkers: Math.ceil(1.5 * availableParallelism()),
  testSequencer: '<rootDir>/scripts/slow-first.mjs',
  // Modules of the tests that ran before stay in a worker's memory: beyond this it takes longer to tidy than to start anew.
  workerIdleMemoryLimit: '1GB',
  // Room for real servers and browsers on a busy machine; what has to be fast measures itself.
  testTimeout: 30_000,
};
