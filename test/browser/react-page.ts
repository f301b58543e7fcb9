import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../../scripts/workspace.mjs';

/** What an application adds to the recipe: a form that it protects, and what it hears of a submission. */
const PAGE = `
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';

function Login() {
  const form = useProtectedForm();
  const [count, setCount] = useState(0);
  const onSubmit = (event) => {
    const data = new FormData(event.currentTarget, event.nativeEvent.submitter);
    globalThis.heard = [...(globalThis.heard ?? []), Object.fromEntries(data)];
    setCount(count + 1);
    if (globalThis.isStopped) event.preventDefault();
  };
  return (
    <form id="react" ref={form} method="post" action="/login" onSubmit={onSubmit}>
      <input name="email" defaultValue="robin@tea.example" />
      <button name="intent" value={'submit ' + count}>Sign in</button>
    </form>
  );
}

createRoot(document.body.appendChild(document.createElement('main'))).render(<StrictMode><Login /></StrictMode>);
`;

/** A script that puts a form of React into a page, protected by the recipe of `docs/page.md` as it stands there. */
export async function reactPage(): Promise<string> {
  const document = readFileSync(join(root, 'docs', 'page.md'), 'utf8');
  const [, recipe = ''] = /^## React\n.*?^```ts\n(.*?)^```/ms.exec(document) ?? [];
  const { outputFiles } = await build({
    stdin: { contents: recipe + PAGE, resolveDir: join(root, 'test'), loader: 'tsx' },
    bundle: true,
    format: 'iife',
    jsx: 'automatic',
    write: false,
    // In development, React mounts each component twice.
    define: { 'process.env.NODE_ENV': '"development"' },
    alias: { '@fingerprint-guard/browser': join(root, 'packages', 'browser', 'src', 'index.ts') },
  });
  return outputFiles[0]?.text ?? '';
}
