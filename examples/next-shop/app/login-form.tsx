'use client';

import { createFingerprintFetch, protectForm } from '@fingerprint-guard/browser';
import { useEffect, useRef, useState } from 'react';
import { loadAgent } from '@/lib/agent';
import { inWords, type Outcome } from '@/lib/outcome';
import { logIn } from './actions';

const IDLE = {
  state: 'idle',
  title: 'A demo account is filled in',
  text: 'Your browser is checked when you sign in, not before.',
} as const;

export function LoginForm({ agentUrl }: { agentUrl: string }) {
  const form = useRef<HTMLFormElement>(null);
  const [isBusy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const send = useRef<typeof fetch>(fetch);

  // Whatever the form does next, the event is new: one for each request.
  useEffect(() => {
    const agent = loadAgent(agentUrl);
    send.current = createFingerprintFetch({ agent });
    return protectForm(form.current, { agent });
  }, [agentUrl]);

  async function signIn(data: FormData) {
    setOutcome(await logIn(data).catch(() => UNREACHABLE));
    setBusy(false);
  }

  async function mailLink() {
    if (!form.current?.reportValidity()) return;
    setBusy(true);
    setOutcome(await askForLink(send.current, new FormData(form.current)).catch(() => UNREACHABLE));
    setBusy(false);
  }

  const shown = isBusy ? BUSY : (outcome ?? IDLE);
  return (
    <section className="card" aria-labelledby="title">
      <h1 id="title">Good to see you</h1>
      <p className="lead">Sign in to your shelf, or to send a book back.</p>
      <form ref={form} action={signIn} onSubmitCapture={() => setBusy(true)}>
        <label>
          Email
          <input
            name="email"
            type="email"
            autoComplete="username"
            required
            defaultValue="robin@example.com"
          />
        </label>
        <label>
          Password
          <input
            name="password"
            type="password"
            autoComplete="current-password"
            required
            defaultValue="larks-and-owls"
          />
        </label>
        <button className="primary" type="submit" aria-disabled={isBusy}>
          Sign in
        </button>
        <button className="quiet" type="button" onClick={mailLink} aria-disabled={isBusy}>
          Mail me a link instead
        </button>
      </form>
      <div className="outcome" role="status" data-state={shown.state}>
        <p className="outcome-title">{shown.title}</p>
        <p>{shown.text}</p>
        {'reference' in shown && shown.reference && <p className="reference">Reference {shown.reference}</p>}
      </div>
    </section>
  );
}

const BUSY = { state: 'busy', title: 'One moment …', text: 'Checking this visit.' } as const;
const UNREACHABLE: Outcome = {
  state: 'bad',
  title: 'The shop can’t be reached.',
  text: 'Please check your connection and try again.',
};

async function askForLink(send: typeof fetch, form: FormData): Promise<Outcome> {
  const answer = await send('/api/sign-in-link', { method: 'POST', body: form });
  const told = await answer.json();
  if (!answer.ok) return inWords(told);
  return { state: 'good', title: 'It’s on its way.', text: `A link to sign in goes to ${told.sentTo}.` };
}
