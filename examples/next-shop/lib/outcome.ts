import type { CheckedAction } from '@fingerprint-guard/next';

/** What a form has come to, in words. */
export interface Outcome {
  state: 'good' | 'ask' | 'bad';
  title: string;
  text: string;
  /** What a blocked client may tell us, so that we find the decision in the log. */
  reference?: string;
}

/** What a blocked client is told: nothing of why, which is for the log. */
export function inWords({
  code,
  status,
  decisionId: reference,
}: NonNullable<CheckedAction['blocked']>): Outcome {
  if (status === 503)
    return {
      state: 'bad',
      title: 'We can’t check your visit just now.',
      text: 'Please try again in a minute.',
    };
  if (code === 'fingerprint_challenge')
    return {
      state: 'ask',
      title: 'One more step.',
      text: 'To be sure it’s you, we would now send a code by e-mail.',
      reference,
    };
  return {
    state: 'bad',
    title: 'We couldn’t verify this visit.',
    text: 'Try again without script blockers, or write to us.',
    reference,
  };
}
