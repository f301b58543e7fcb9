import { join, relative } from 'node:path';
import { base, site } from '../site/places.mjs';
import { build, install, root, run, tool } from './workspace.mjs';

install();
build();
const failed =
  run(process.execPath, [join(root, 'site', 'build.mjs')]) || tool('typedoc', ['--titleLink', base]);
if (failed) console.error('\nfailed: the site');
else console.log(`\nThe site is in ${relative(root, site)}. To read it: npx vitepress preview site`);
process.exitCode = failed;
