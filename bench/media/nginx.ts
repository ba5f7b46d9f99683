import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findFreePort, isFree } from '../../runtime/embedded/free-port.ts';
import { childEnvironment } from '../../runtime/settings/configuration.ts';

/** Where nginx is installed; null where it is not. Debian has it outside of the path of people. */
export const findNginx = (): string | null =>
  [...(childEnvironment({})['PATH'] ?? '').split(delimiter), '/usr/sbin']
    .map((folder) => join(folder, 'nginx'))
    .find((path) => existsSync(path)) ?? null;

/** Serves the files of a folder with one worker, without a log of requests. */
export async function startNginx(program: string, folder: string): Promise<{ port: number; stop(): Promise<void> }> {
  const port = await findFreePort();
  const home = join(folder, 'nginx');
  mkdirSync(home);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${home};`);
  writeFileSync(
    join(home, 'nginx.conf'),
    `daemon off; worker_processes 1; pid ${home}/pid; error_log stderr; user root; events { worker_connections 512; }
     http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; ${temporary.join(' ')}
       server { listen 127.0.0.1:${port}; root ${folder}; } }`,
  );
  const server = spawn(program, ['-p', home, '-c', join(home, 'nginx.conf')], { stdio: 'ignore' });
  const ended = once(server, 'exit');
  while (await isFree(port)) {
    if (server.exitCode !== null) throw new Error(`nginx ended with ${server.exitCode}.`);
    await pause(50);
  }
  return {
    port,
    async stop() {
      server.kill('SIGTERM');
      await ended;
    },
  };
}
