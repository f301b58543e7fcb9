import { adapterConformance, type ConformanceTarget, type Runner } from '@fingerprint-guard/testing';
import { NotApplicable } from './remote.js';

/** The result of a behaviour. */
export interface Behaviour {
  title: string;
  outcome: 'holds' | 'fails' | 'not applicable';
  why?: string;
}

/** Longer than any behaviour takes on a machine that is busy with something else, ms. */
const TIMEOUT_MS = 60_000;

/** Plays the suite on one target. */
export const runSuite = (target: ConformanceTarget, excluded: Readonly<Record<string, string>>) =>
  playAll((runner) => adapterConformance(target, runner), excluded);

/** Plays tests one after the other, as a runtime serves one application at a time. */
export async function playAll(
  declare: (runner: Runner) => void,
  excluded: Readonly<Record<string, string>> = {},
): Promise<Behaviour[]> {
  const found: { title: string; body: () => Promise<void> }[] = [];
  const titles: string[] = [];
  const describe = (name: string, define: () => void) => {
    titles.push(name);
    define();
    titles.pop();
  };
  const test = (name: string, body: () => Promise<void>) =>
    void found.push({ title: [...titles.slice(1), name].join(' '), body });
  declare({ describe, test });

  const behaviours: Behaviour[] = [];
  for (const part of Object.keys(excluded))
    if (!found.some(({ title }) => title.includes(part)))
      behaviours.push({ title: `leaves out: ${part}`, outcome: 'fails', why: 'no behaviour has that title' });
  for (const { title, body } of found) {
    const why = Object.entries(excluded).find(([part]) => title.includes(part))?.[1];
    if (why !== undefined) behaviours.push({ title, outcome: 'not applicable', why });
    else behaviours.push({ title, ...(await play(body)) });
  }
  return behaviours;
}

async function play(body: () => Promise<void>): Promise<Omit<Behaviour, 'title'>> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('nothing came of it in time')), TIMEOUT_MS);
  });
  try {
    await Promise.race([body(), tooLong]);
    return { outcome: 'holds' };
  } catch (error) {
    if (error instanceof NotApplicable) return { outcome: 'not applicable', why: error.message };
    return { outcome: 'fails', why: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
