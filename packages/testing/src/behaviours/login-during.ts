import type { ScenarioName } from '@fingerprint-guard/emulator';
import type { Open, Scene, SceneSpec } from '../scene.js';
import type { Answer } from '../send.js';

const MAX_ATTEMPTS = 10;
const MAX_WAIT_MS = 2000;
const TURN_MS = 10;
/** This many timers in a row are on time if nothing delays the process. */
const PROMPT_TURNS = 10;

interface Failure {
  scenario?: ScenarioName;
  /** Causes the failure, once there is an event. */
  begin?(scene: Scene): void | Promise<void>;
}

export interface LoginDuring {
  scene: Scene;
  answer: Answer;
  eventId: string;
  /** The time that the login took, ms. */
  elapsedMs: number;
}

/**
 * Opens a scene in which something fails, and logs in. A busy machine may delay this process, which would distort the
 * result: then the login is repeated in a new scene.
 */
export async function loginDuring(
  open: Open,
  spec: SceneSpec,
  failure: Failure = {},
  attempts = MAX_ATTEMPTS,
): Promise<LoginDuring> {
  const scene = await open(spec);
  const { eventId } = await scene.createEvent(failure.scenario);
  await failure.begin?.(scene);
  const started = performance.now();
  const answer = await scene.login(eventId);
  const elapsedMs = performance.now() - started;
  const isHeldUp = scene.decisions[0]?.error?.code === 'ERR_FP_OVERLOADED';
  if (isHeldUp && attempts > 1) {
    await quietMoment();
    return loginDuring(open, spec, failure, attempts - 1);
  }
  return { scene, answer, eventId, elapsedMs };
}

/** Waits until this process runs without delays, or for a maximum time. */
async function quietMoment(): Promise<void> {
  const waitUntil = performance.now() + MAX_WAIT_MS;
  for (let prompt = 0; prompt < PROMPT_TURNS && performance.now() < waitUntil; ) {
    const due = performance.now() + TURN_MS;
    await new Promise((passed) => setTimeout(passed, TURN_MS));
    prompt = performance.now() - due < TURN_MS ? prompt + 1 : 0;
  }
}
