import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Copies a recipe, and returns the folder: what frameworks write beside an application stays out of the recipe. */
export function copyRecipe(name) {
  const to = folder(`../.build/${name}`);
  rmSync(to, { recursive: true, force: true });
  cpSync(folder(`../${name}`), to, { recursive: true });
  return to;
}
