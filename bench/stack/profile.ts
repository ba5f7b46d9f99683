import { existsSync, readFileSync, rmSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { setTimeout as pause } from 'node:timers/promises';
import { runLoad } from '../gateway/run-load.ts';
import type { Operation } from './operations.ts';
import { type Shares, sharesOf } from './profile-shares.ts';
import type { PreparedRequest } from './requests.ts';
import type { System } from './systems.ts';

const WARM_UP_SECONDS = 4;
const BEGIN_MS = 500;
const SHARES = 20;

/** Prints in which packages and folders a stack spends its busy time under the load of one operation. */
export async function profileOperation(
  print: (line: string) => void,
  {
    stack,
    file,
    operation,
    requests,
    seconds,
  }: { stack: System; file: string; operation: Operation; requests: readonly PreparedRequest[]; seconds: number },
): Promise<void> {
  const load = (length: number) =>
    runLoad({ port: stack.port, path: '/graphql' }, requests, { connections: operation.connections, seconds: length });
  await load(WARM_UP_SECONDS);
  rmSync(file, { force: true });
  process.kill(stack.pid, 'SIGUSR2');
  // Beginning a profile blocks the process for a while.
  await pause(BEGIN_MS);
  await fetch(`http://127.0.0.1:${stack.port}/healthz`).then((response) => response.text());
  const { requests: count, failures } = await load(seconds);
  process.kill(stack.pid, 'SIGUSR2');
  while (!existsSync(file)) await pause(100);
  const profile: Profiler.Profile = JSON.parse(readFileSync(file, 'utf8'));
  const { busyMs, own, withCalls } = sharesOf(profile);
  print(
    `\n${operation.name}: ${count} requests, ${failures} failed, ${(busyMs / count).toFixed(2)} busy ms each; on the right with what it calls in Node`,
  );
  for (let at = 0; at < SHARES; at += 1) print(`${share(own[at], busyMs).padEnd(50)}${share(withCalls[at], busyMs)}`);
}

const share = ([name, ms]: Shares[number] = ['', 0], busyMs: number): string =>
  `${((ms / busyMs) * 100).toFixed(1).padStart(6)} %  ${name}`;
