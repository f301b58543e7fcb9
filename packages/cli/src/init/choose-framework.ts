import { UsageError } from '../usage-error.js';
import { FRAMEWORKS, type Framework, PACKAGES } from './frameworks/framework.js';
import { SETUPS } from './frameworks/index.js';
import { dependsOn, type Manifest } from './manifest.js';
import type { Sources } from './sources.js';
import { packagesBelow } from './workspace.js';

/**
 * Chooses the framework to guard: the one that the user names, otherwise the only one that the sources use.
 * @throws UsageError if `package.json` has none or not that one, or if the sources use several.
 */
export function chooseFramework(
  { root, manifest, sources }: { root: string; manifest: Manifest; sources: Sources },
  named: Framework | undefined,
): Framework {
  const declared = declaredIn(manifest);
  if (named !== undefined) {
    if (declared.includes(named)) return named;
    throw new UsageError(
      `--framework ${named}: package.json does not depend on ${PACKAGES[named]}${placesBelow(root)}`,
    );
  }
  const used = declared.filter(
    (name) => sources.frameworks.has(name) || SETUPS[name].isUsedIn?.(sources) === true,
  );
  const [found, ...others] = withoutPlatforms(used.length > 0 ? used : declared);
  if (found === undefined)
    throw new UsageError(
      `package.json depends on none of ${Object.values(PACKAGES).join(', ')}${placesBelow(root) || ': run this in the folder of your server, or name it by --path'}`,
    );
  if (others.length > 0)
    throw new UsageError(
      `the project has several frameworks: add --framework ${[found, ...others].join(', or --framework ')}`,
    );
  return found;
}

const declaredIn = (manifest: Manifest): Framework[] =>
  FRAMEWORKS.filter((name) => dependsOn({ manifest }, PACKAGES[name]));

/** Says which packages of a workspace have a framework; an empty string for none. */
function placesBelow(root: string): string {
  const places = packagesBelow(root).flatMap(({ path, manifest }) => {
    const declared = declaredIn(manifest);
    return declared.length > 0 ? [`${path} (${declared.join(', ')})`] : [];
  });
  return places.length > 0 ? `; name one of these by --path: ${places.join(', ')}` : '';
}

/** Applications of Nest run on Express or Fastify, and import them for types and settings. */
const withoutPlatforms = (found: readonly Framework[]): Framework[] =>
  found.filter((name) => !(found.includes('nest') && (name === 'express' || name === 'fastify')));
