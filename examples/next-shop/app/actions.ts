'use server';

import { checkAction } from '@fingerprint-guard/next';
import { guard } from '@/lib/guard';
import { inWords, type Outcome } from '@/lib/outcome';
import { findReader } from '@/lib/readers';

/** Signs a reader in. Anyone can post to it, with anything: so the check comes first. */
export async function logIn(form: FormData): Promise<Outcome> {
  const { blocked } = await checkAction(guard, {
    policy: 'login',
    eventId: form.get('eventId'),
    route: 'logIn',
  });
  if (blocked) return inWords(blocked);
  const reader = findReader(form);
  if (!reader)
    return { state: 'bad', title: 'That doesn’t match.', text: 'Please check the address and the password.' };
  return { state: 'good', title: `Welcome back, ${reader.name}.`, text: 'Your shelf is as you left it.' };
}
