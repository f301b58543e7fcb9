import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from './child.js';
import { freePort } from './free-port.js';
import { programOnPath, type Requirement } from './requirements.js';

/** The path of a real nginx. */
export const nginx: Requirement<string> = {
  found: programOnPath('nginx'),
  name: 'nginx',
  help: 'Get it with: apt-get install nginx-light.',
};

/** An nginx in front of a server. */
export interface RunningProxy {
  url: string;
  close(): Promise<void>;
}

/** Starts nginx as people configure it, in front of `http://…` or `http://unix:…`. */
export async function startProxy(program: string, upstream: string): Promise<RunningProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'nginx-'));
  const port = await freePort();
  const config = join(folder, 'nginx.conf');
  await writeFile(
    config,
    `daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr notice;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass ${upstream};
      proxy_http_version 1.1;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }
  }
}
`,
  );
  const child = startChild(program, ['-p', folder, '-c', config], {});
  // It listens before it says what it waits with.
  await child.printed('event method');
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      child.process.kill('SIGTERM');
      await child.exited;
      await rm(folder, { recursive: true });
    },
  };
}
