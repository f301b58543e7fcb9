import type { EventEmitter } from 'node:events';
import { EXIT_CODES } from '../exit-code.js';
import { printable } from '../text/words.js';
import type { OutputStream } from './terminal.js';

/**
 * Ends the process if its results go nowhere: quietly if whoever reads them has seen enough, as `head` has, and as failed
 * if they cannot be written, such as to a full disk. What cannot be said of errors is left unsaid.
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
