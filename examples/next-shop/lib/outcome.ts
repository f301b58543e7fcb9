import type { CheckedAction } from '@fingerprint-guard/next';

/** The outcome of a form, in words. */
export interface Outcome {
  state: 'good' | 'ask' | 'bad';
  title: string;
  text: string;
  /** The ID that a blocked client can give us, so that we find the decision in the log. */
  reference?: string;
}

/** The message for a blocked client: it gives no reason, which belongs in the log. */
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
