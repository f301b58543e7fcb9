import { inspect } from 'node:util';
import { runProgram } from './command-line.js';
import { EXIT_CODES } from './exit-code.js';
import { handleOutputErrors } from './terminal/output-errors.js';
import { printableLines } from './text/words.js';
import { availableWorkers } from './threads/available-workers.js';

handleOutputErrors(process.stdout, process.stderr, (code) => process.exit(code));

// The second Ctrl-C ends the process at once.
const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());

const workers = availableWorkers(new URL('./threads/worker.js', import.meta.url));

void runProgram(process.argv.slice(2), { signal: interruption.signal, workers })
  .catch((error: unknown) => {
    // A defect has the exit code of a failure, not that of a finding.
    process.stderr.write(`${printableLines(inspect(error))}\n`);
    return EXIT_CODES.misused;
  })
  .then((exitCode) => {
    process.exitCode = exitCode;
  });
