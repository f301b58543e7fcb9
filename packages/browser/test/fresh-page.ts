import { jest } from '@jest/globals';

/** Loads the package as a page does that is just opened: no ID was used yet. */
export async function freshPage(): Promise<typeof import('../src/index.js')> {
  jest.resetModules();
  return import('../src/index.js');
}
