// A check of an event by its ID, beside the SDKs and its lower bounds.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { compare } from './compare.mjs';
import { nextId, SUBJECTS } from './subjects.mjs';

/** The rows of each table, by the calls in flight. */
export async function measure({ rounds, count }) {
  const server = fork(new URL('server.mjs', import.meta.url));
  const [{ port }] = await once(server, 'message');
  const tables = {};
  for (const inFlight of [1, 50]) {
    const subjects = Object.fromEntries(
      Object.entries(SUBJECTS).map(([name, create]) => [name, create(`http://127.0.0.1:${port}`)]),
    );
    tables[inFlight] = await compare('an event by its id', subjects, nextId, { rounds, count, inFlight });
    await Promise.all(Object.values(subjects).map((subject) => subject.close()));
  }
  server.disconnect();
  return tables;
}
