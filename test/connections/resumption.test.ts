import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createServerApi } from '@fingerprint-guard/core';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { describeWith, programOnPath, type Requirement } from '../support/requirements.js';

const openssl: Requirement<string> = {
  found: programOnPath('openssl'),
  name: 'openssl',
  help: 'Get it with: apt-get install openssl.',
};

/** A certificate that nobody trusts, and its key. */
async function selfSigned(program: string) {
  const folder = await mkdtemp(join(tmpdir(), 'certificate-'));
  try {
    const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const form = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-subj',
      '/CN=localhost',
    ];
    execFileSync(program, ['req', '-x509', ...form, '-keyout', keyFile, '-out', certFile], { stdio: 'pipe' });
    return { key: await readFile(keyFile), cert: await readFile(certFile) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const collectGarbage = () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // Code that was compiled without this flag cannot be used with it.
  setFlagsFromString('--no-expose-gc');
  collect();
};

describeWith(openssl, 'connections over TLS', (program) => {
  const { connect } = tls;
  beforeEach(() => {
    tls.connect = ((options: tls.ConnectionOptions) =>
      connect({ ...options, rejectUnauthorized: false })) as typeof connect;
  });
  afterEach(() => {
    tls.connect = connect;
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'resume the session of an earlier one, however long ago: %s',
    async (version) => {
      const reused: boolean[] = [];
      const options = { ...(await selfSigned(program)), maxVersion: version };
      const server = createServer(options, ({ url }, response) => {
        const event = { event_id: url?.split('/').at(-1), timestamp: Date.now() };
        response.writeHead(200, { connection: 'close' }).end(JSON.stringify(event));
      });
      server.on('secureConnection', (socket) => void reused.push(socket.isSessionReused()));
      server.listen(0, 'localhost');
      await once(server, 'listening');
      const baseUrl = `https://localhost:${(server.address() as AddressInfo).port}`;
      const api = createServerApi({ apiKey: 'key', baseUrl, connections: { spare: 0 } });
      try {
        for (let time = 0; time < 3; time++) {
          await api.getEvent(`${Date.now()}.id${time}`);
          collectGarbage();
        }
        expect(reused).toEqual([false, true, true]);
      } finally {
        await api.close();
        server.closeAllConnections();
        server.close();
      }
    },
  );
});
