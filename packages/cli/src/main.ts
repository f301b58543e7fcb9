import { runCommandLine } from './command-line.js';

// The reader of the results may stop early, such as `head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

// The second Ctrl-C ends the process at once.
const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());

void runCommandLine(process.argv.slice(2), { signal: interruption.signal }).then((exitCode) => {
  process.exitCode = exitCode;
});
