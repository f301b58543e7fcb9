/**
 * Runs checks one after the other. A check that fails is reported at once, with all its output, and again at the end,
 * with the command that runs it alone. @param checks Functions that return their output and whether they passed, by
 * title.
 * @param wanted Words of titles: only checks with one of them run. Without any, all run.
 * @returns the exit code.
 */
export function runChecks(checks, wanted, print = console.log) {
  const chosen = checks.filter(
    ([title]) => wanted.length === 0 || wanted.some((word) => title.includes(word)),
  );
  if (chosen.length === 0) {
    print(`no check has ${wanted.join(' or ')} in its title:`);
    for (const [title] of checks) print(`  ${title}`);
    return 1;
  }
  const failed = [];
  for (const [title, check] of chosen) {
    const { passed, output } = resultOf(check);
    print(passed ? `✓ ${title}` : `\n✗ ${title}\n${output.trimEnd()}\n`);
    if (!passed) failed.push(title);
  }
  if (failed.length === 0) {
    const all = chosen.length === checks.length;
    print(`\n${all ? 'all checks' : `${chosen.length} of ${checks.length} checks`} passed`);
    return 0;
  }
  print(`\n${failed.length} of ${chosen.length} failed. Each alone:`);
  for (const title of failed) print(`  npm run check -- '${title}'`);
  return 1;
}

/** A check that throws, such as one whose tool is missing, has failed; the others still run. */
function resultOf(check) {
  try {
    return check();
  } catch (error) {
    return { passed: false, output: String(error?.stack ?? error) };
  }
}
