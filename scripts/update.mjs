import { testsOfGenerated } from './generated.mjs';
import { build, install, jestEnv, tool } from './workspace.mjs';

install();
build();
const written = tool('jest', testsOfGenerated(), { ...jestEnv, UPDATE_DOCS: '1' });
const formatted = tool('biome', ['check', '--write', '.']);
// The core's package contains the documents.
build();
process.exitCode = written || formatted;
