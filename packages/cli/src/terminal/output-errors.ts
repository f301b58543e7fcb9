import type { EventEmitter } from 'node:events';
import { EXIT_CODES } from '../exit-code.js';
import { printable } from '../text/words.js';
import type { OutputStream } from './terminal.js';

/**
 * Ends the process if its results cannot be written: quietly if the reader stopped early, such as `head`, and with the
 * exit code of a failure otherwise, such as on a full disk. Ignores that errors cannot be written.
 */
export function handleOutputErrors(
  stdout: EventEmitter,
  stderr: EventEmitter & OutputStream,
  exit: (code?: number) => void,
): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return exit();
    stderr.write(`fingerprint-guard: the result cannot be written: ${printable(error.message)}\n`);
    exit(EXIT_CODES.misused);
  });
  stderr.on('error', () => undefined);
}
