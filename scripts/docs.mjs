import { join, relative } from 'node:path';
import { site } from '../site/places.mjs';
import { build, install, root, run, tool } from './workspace.mjs';

install();
build();
const node = (file) => run(process.execPath, [join(root, 'site', file)]);
const failed = node('write.mjs') || tool('typedoc') || node('build.mjs');
if (failed) console.error('\nfailed: the site');
else console.log(`\nThe site is in ${relative(root, site)}. To read it: npx vitepress preview site`);
process.exitCode = failed;
