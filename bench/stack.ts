import { cpus } from 'node:os';
import { isPostgraphileInstalled } from './peers.ts';
import { benchEvent } from './stack/bench-event.ts';
import { benchForm } from './stack/bench-form.ts';
import { startStackEngines } from './stack/engines.ts';
import type { World } from './stack/field.ts';
import { readOptions, type StackBenchOptions } from './stack/options.ts';
import { profileOperation } from './stack/profile.ts';
import { requestsOf } from './stack/requests.ts';
import { startStack } from './stack/start-stack.ts';
import { logIn, putFriendsOnline, readViewers } from './stack/viewers.ts';

/**
 * Measures the whole stack, in one process and with each subgraph in its own, against what the same statements and rules
 * cost by hand, and against PostGraphile: rounds of all by turns, every response compared. Then an event between domains.
 * With `--profile` it shows first where the one process spends its time. Resolves to whether each goal was met.
 */
export async function benchStack(print: (line: string) => void, args: readonly string[]): Promise<boolean> {
  const options = readOptions(args);
  const isMet = options.operations.length === 0 || (await benchOperations(print, options));
  return (!options.isEvent || (await benchEvent(print))) && isMet;
}

async function benchOperations(print: (line: string) => void, options: StackBenchOptions): Promise<boolean> {
  const { people, viewers: count } = options.size;
  print(
    `${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}, ${people} people, ${count} viewers`,
  );
  const hasPostgraphile = isPostgraphileInstalled();
  if (!hasPostgraphile) print('PostGraphile is not installed: `npm ci` in bench/peers lets it take part.');
  const engines = await startStackEngines(options.size);
  try {
    const viewers = await readViewers(engines, options.size);
    const online = await putFriendsOnline(engines, viewers);
    const world = { engines, viewers, online, options, hasPostgraphile };
    if (options.isProfile) await profileAll(print, world);
    let isMet = true;
    for (const form of options.forms) isMet = (await benchForm(form, print, world)) && isMet;
    return isMet;
  } finally {
    await engines.remove();
  }
}

async function profileAll(print: (line: string) => void, { engines, viewers, options }: World): Promise<void> {
  const file = `${engines.folder}/stack.cpuprofile`;
  const profiler = new URL(`./stack/profiler.ts?file=${file}`, import.meta.url).href;
  const stack = await startStack('embedded', engines, { ...options, nodeOptions: ['--import', profiler] });
  try {
    const tokens = await logIn(stack.port, viewers);
    for (const operation of options.operations)
      await profileOperation(print, {
        stack,
        file,
        operation,
        requests: requestsOf(operation, tokens),
        seconds: options.seconds,
      });
  } finally {
    await stack.stop();
  }
}
