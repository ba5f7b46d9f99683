import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../runtime/embedded/free-port.ts';
import { eventually } from './eventually.ts';

const MODULE = 'github.com/stripe/stripe-mock@v0.203.0';

/** `stripe-mock`, which checks requests against Stripe's OpenAPI description. */
export interface StripeMock {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Starts `stripe-mock`: the program that the variable `STRIPE_MOCK` names, or with `STRIPE_MOCK=go` one that Go installs into a
 * temporary folder. Null where the variable is not set.
 */
export async function startStripeMock(): Promise<StripeMock | null> {
  const program = process.env['STRIPE_MOCK'];
  if (program === undefined) return null;
  const folder = mkdtempSync(join(tmpdir(), 'stripe-mock-'));
  if (program === 'go')
    execFileSync('go', ['install', MODULE], { env: { ...process.env, GOBIN: folder, GOFLAGS: '-mod=mod' } });
  const path = program === 'go' ? join(folder, 'stripe-mock') : program;
  const port = await findFreePort();
  const child = spawn(path, ['-http-port', String(port), '-https-port', '0'], { stdio: 'ignore' });
  await eventually(() => accepts(port), 'stripe-mock to listen');
  return {
    ...{ host: '127.0.0.1', port },
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
