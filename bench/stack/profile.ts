import { existsSync, readFileSync, rmSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { setTimeout as pause } from 'node:timers/promises';
import { runLoad } from '../gateway/run-load.ts';
import type { Operation } from './operations.ts';
import type { PreparedRequest } from './requests.ts';
import type { System } from './systems.ts';

const WARM_UP_SECONDS = 4;
const BEGIN_MS = 500;
const SHARES = 25;

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
  const { requests: count } = await load(seconds);
  process.kill(stack.pid, 'SIGUSR2');
  while (!existsSync(file)) await pause(100);
  const profile: Profiler.Profile = JSON.parse(readFileSync(file, 'utf8'));
  const { busyMs, shares } = sharesOf(profile);
  print(`\n${operation.name}: ${count} requests, ${(busyMs / count).toFixed(2)} busy ms each`);
  for (const [name, ms] of shares.slice(0, SHARES)) print(`${((ms / busyMs) * 100).toFixed(1).padStart(6)} %  ${name}`);
}

/** Waiting, and the profiler itself. */
const NOT_BUSY: ReadonlySet<string> = new Set(['(idle)', 'node:inspector']);

/** Milliseconds by package or folder, the greatest first, without the time in which the process waited. */
export function sharesOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): {
  readonly busyMs: number;
  readonly shares: readonly (readonly [name: string, ms: number])[];
} {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const totals = new Map<string, number>();
  samples.forEach((id, at) => {
    const name = names.get(id) ?? '';
    if (NOT_BUSY.has(name)) return;
    totals.set(name, (totals.get(name) ?? 0) + (timeDeltas[at] ?? 0) / 1_000);
  });
  const shares = [...totals].sort(([, one], [, other]) => other - one);
  return { busyMs: shares.reduce((sum, [, ms]) => sum + ms, 0), shares };
}

/** The package, the module of Node, or the folder of this project that a function belongs to. */
function nameOf({ url, functionName }: Profiler.Profile['nodes'][number]['callFrame']): string {
  const [, inPackage] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
  if (inPackage !== undefined) return inPackage;
  if (url.startsWith('node:')) return url.split('/').slice(0, 2).join('/');
  if (url === '') return functionName.startsWith('(') ? functionName : `native ${functionName}`;
  const [, path = url] = /\/((?:gateway|runtime|subgraphs|prisma|scripts|bench)\/.*)/.exec(url) ?? [];
  return path
    .split('/')
    .slice(0, 3)
    .join('/')
    .replace(/\/[^/]+\.ts$/, '');
}
