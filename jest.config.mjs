/** @type {import('jest').Config} */
export default {
  testMatch: ['<rootDir>/{packages,examples}/*/test/**/*.test.ts', '<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^@fingerprint-guard/([a-z]+)$': '<rootDir>/packages/$1/src/index.ts',
    '^@fingerprint-guard/([a-z]+)/([a-z]+)$': '<rootDir>/packages/$1/src/$2.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
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
  maxWorkers: 2,
  // Room for real servers and browsers on a busy machine; what has to be fast measures itself.
  testTimeout: 30_000,
};
