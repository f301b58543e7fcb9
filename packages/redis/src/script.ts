import { createHash } from 'node:crypto';
import type { Commands } from './commands.js';

/** A script that Redis caches: it is sent in full only if Redis does not know it yet, and by its hash otherwise. */
export class Script {
  readonly #source: string;
  readonly #sha: string;

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
      return await commands.evalSha(this.#sha, keys, args, signal);
    } catch (error) {
      if (!isUnknownScript(error)) throw error;
      signal.throwIfAborted();
      return commands.eval(this.#source, keys, args, signal);
    }
  }
}

/** By its message, because each client has an error class of its own. */
const isUnknownScript = (error: unknown): boolean =>
  String((error as { message?: unknown } | null)?.message).startsWith('NOSCRIPT');
