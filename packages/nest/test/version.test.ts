import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import { nestVersion } from './platforms.js';

/** The major version that this run is for. */
declare const NEST_MAJOR: string;

const require = createRequire(import.meta.url);

test.each(['common', 'core', 'platform-express', 'platform-fastify'])(
  `on Nest ${nestVersion}: %s`,
  (name) => {
    expect(require(`@nestjs/${name}/package.json`).version.split('.')[0]).toBe(NEST_MAJOR);
  },
);
