import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A program that was started in the repository's folder. */
export interface Child {
  process: ChildProcess;
  /** Its output so far, errors included. */
  output(): string;
  /** Resolves once it has printed this; rejects when it ends before. */
  printed(text: string): Promise<void>;
  /** Its exit code; null if a signal ended it. */
  exited: Promise<number | null>;
  /** Ends it, and resolves once it has ended and nothing of it holds this process. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

export function startChild(command: string, args: string[], env: Record<string, string>): Child {
  const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk;
      child.emit('printed');
    });
  }
  const exited = once(child, 'close').then(([code]) => code as number | null);
  return {
    process: child,
    output: () => output,
    exited,
    async end(signal = 'SIGTERM') {
      child.kill(signal);
      await exited;
    },
    async printed(text) {
      let ended = false;
      exited.then(() => {
        ended = true;
        child.emit('printed');
      });
      while (!output.includes(text)) {
        if (ended) throw new Error(`it ended before it printed '${text}':\n${output}`);
        await once(child, 'printed');
      }
    },
  };
}
