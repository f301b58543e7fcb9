/** The successor of 2019's probability: bad is 1, good and not detected are 0, a verdict not known yet is undefined. */
export function botProbability(bot: string | undefined): number | undefined {
  if (bot === 'bad') return 1;
  return bot === 'good' || bot === 'not_detected' ? 0 : undefined;
}
