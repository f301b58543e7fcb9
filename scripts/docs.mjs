import { build, install, tool } from './workspace.mjs';

install();
build();
process.exitCode = tool('typedoc', []);
