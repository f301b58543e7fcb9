import { createHash } from 'node:crypto';
import type { Commands } from './commands.js';

/** A script that Redis caches: it is sent in full only if Redis does not know it yet, and by its hash otherwise. */
export class Script {
  readonly #source: string;
  readonly #sha: string;
  /** A Redis that says so too late learns the script from the next command. */
  #isUnknown = false;

  constructor(source: string) {
    this.#source = source;
    this.#sha = createHash('sha1').update(source).digest('hex');
  }

  async run(
    commands: Commands,
    keys: readonly string[],
    args: readonly string[],
    signal: AbortSignal,
  ): Promise<unknown> {
    try {
      if (!this.#isUnknown) return await commands.evalSha(this.#sha, keys, args, signal);
    } catch (error) {
      if (!isUnknownScript(error)) throw error;
      this.#isUnknown = true;
      signal.throwIfAborted();
    }
    const answer = await commands.eval(this.#source, keys, args, signal);
    this.#isUnknown = false;
    return answer;
  }
}

/** By its message, because each client has an error class of its own. */
const isUnknownScript = (error: unknown): boolean =>
  String((error as { message?: unknown } | null)?.message).startsWith('NOSCRIPT');
