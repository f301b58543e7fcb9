import { inspect } from 'node:util';
import { runCommandLine } from './command-line.js';
import { EXIT_CODES } from './exit-code.js';
import { handleOutputErrors } from './terminal/output-errors.js';
import { printableLines } from './text/words.js';

handleOutputErrors(process.stdout, process.stderr, (code) => process.exit(code));

// The second Ctrl-C ends the process at once.
const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());

void runCommandLine(process.argv.slice(2), { signal: interruption.signal })
  .catch((error: unknown) => {
    // A defect has the exit code of a failure, not that of a finding.
    process.stderr.write(`${printableLines(inspect(error))}\n`);
    return EXIT_CODES.misused;
  })
  .then((exitCode) => {
    process.exitCode = exitCode;
  });
