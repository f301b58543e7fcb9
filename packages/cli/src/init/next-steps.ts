import { dependsOn } from './manifest.js';
import type { Plan } from './plan.js';
import type { Project } from './project.js';

/** Says what a plan has guarded and what it has not, and what is left to do. */
export function nextSteps(plan: Plan, project: Project): string[] {
  const { guarded, others, unguardable, verifying, verifications, module } = plan;
  const routes =
    guarded.length > 0
      ? `Guarded: ${guarded.join(', ')}.`
      : 'No route to guard was found: put the guard before one yourself.';
  const consequence = verifying
    ? 'The old check could block requests; the new policy only monitors until you change that.'
    : 'The policy only monitors: it blocks nothing yet.';
  return [
    `${routes} ${consequence}`,
    ...(others.length > 0 ? [`Not guarded: ${others.join(', ')}.`] : []),
    ...unguardable.map(({ names, advice }) => `Not guarded: ${names.join(', ')}. ${advice}`),
    ...verifications.called.map((place) => `Still checks an event by itself: ${place}`),
    ...verifications.unused.map((place) => `No longer called: ${place}`),
    '',
    'Next:',
    `  1. Run ${project.packageManager} install.`,
    `  2. ${keyStep(plan, project)}`,
    '  3. Make the page send the event ID: see @fingerprint-guard/core/docs/page.md.',
    `  4. Read a week of decisions, then remove mode: 'monitor' in ${module}.`,
  ];
}

function keyStep({ envFile }: Plan, project: Project): string {
  const key = `Put the secret API key of your workspace into ${envFile}; without an account, run npx @fingerprint-guard/emulator.`;
  if (project.worker)
    return `${key} Then run npx wrangler types, and for production npx wrangler secret put FINGERPRINT_SECRET_API_KEY: see @fingerprint-guard/core/docs/start-workers.md.`;
  return loadsEnv(project) ? key : `${key} Start the server with node --env-file=${envFile}.`;
}

/** True if the project already loads the file with the secrets. */
function loadsEnv(project: Project): boolean {
  const { scripts } = project.manifest;
  return (
    project.framework === 'next' ||
    ['dotenv', '@nestjs/config', 'fastify-cli'].some((name) => dependsOn(project, name)) ||
    Object.values(scripts ?? {}).some((script) => /--env-file|dotenv/.test(script))
  );
}
