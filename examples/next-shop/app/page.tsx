import { connection } from 'next/server';
import { Suspense } from 'react';
import { LoginForm } from './login-form';

async function Login() {
  // The address of the agent is known when the shop runs, not when it is built.
  await connection();
  const api = process.env.FINGERPRINT_BASE_URL ?? 'http://127.0.0.1:4870';
  return <LoginForm agentUrl={`${api}/agent.js`} />;
}

export default function Page() {
  return (
    <>
      <header className="masthead">
        <svg className="mark" viewBox="0 0 40 40" aria-hidden="true">
          <path d="M20 14c-3-2.5-6.5-3-10-3v16c3.5 0 7 .5 10 3 3-2.5 6.5-3 10-3V11c-3.5 0-7 .5-10 3Zm0 0v16" />
        </svg>
        <div>
          <p className="name">Larkspur Books</p>
          <p className="trade">Second-hand, sent by bicycle</p>
        </div>
      </header>
      <main>
        <Suspense>
          <Login />
        </Suspense>
      </main>
      <footer>A sample shop: nothing is for sale, and nothing you type is kept.</footer>
    </>
  );
}
