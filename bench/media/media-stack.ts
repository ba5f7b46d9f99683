import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { processTree } from '../process-usage.ts';
import { startStackEngines } from '../stack/engines.ts';
import { type Form, startStack } from '../stack/start-stack.ts';
import { logIn, readViewers } from '../stack/viewers.ts';

/** The stack, and a person who uploads to it. */
export interface MediaStack {
  readonly port: number;
  /** Process with the media subgraph, which receives and serves bytes; conversions have processes of their own. */
  readonly mediaPid: number;
  /** Process that converts, in processes that it starts. */
  readonly workerPid: number;
  readonly folder: string;
  readonly token: string;
  /** The `data` of an operation. @throws when it has errors. */
  ask(query: string, variables?: object): Promise<Record<string, unknown>>;
}

const START_MS = 60_000;
const POLL_MS = 200;
const WORLD = { people: 2_000, viewers: 2 };

/** Runs the stack without limits on how often clients ask, and without a classifier. */
export async function withMediaStack<Result>(form: Form, run: (stack: MediaStack) => Promise<Result>): Promise<Result> {
  const engines = await startStackEngines(WORLD);
  try {
    const environment = { ...engines.environment, MEDIA_MODERATION: 'rules' };
    const system = await startStack(form, { ...engines, environment }, { isProduction: false });
    try {
      const [token = ''] = (await logIn(system.port, await readViewers(engines, WORLD))).values();
      const { port } = system;
      const ask: MediaStack['ask'] = (query, variables = {}) => askAs(port, token, { query, variables });
      const mediaPid = form === 'embedded' ? system.pid : await servingProcess(system.pid, 'media');
      const workerPid = await servingProcess(system.pid, 'media-worker');
      return await run({ port, token, ask, mediaPid, workerPid, folder: engines.folder });
    } finally {
      await system.stop();
    }
  } finally {
    await engines.remove();
  }
}

async function askAs(port: number, token: string, operation: object): Promise<Record<string, unknown>> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(operation),
  });
  const { data, errors }: { data?: Record<string, unknown>; errors?: unknown } = JSON.parse(await response.text());
  if (data === undefined || errors !== undefined) throw new Error(`The stack responded with ${JSON.stringify(errors)}`);
  return data;
}

/** Waits for it: processes of workers are started last. */
async function servingProcess(root: number, name: string): Promise<number> {
  const isServing = (pid: number): boolean =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`serve.ts\0${name}\0`);
  const deadline = performance.now() + START_MS;
  while (performance.now() < deadline) {
    const pid = processTree(root).find(isServing);
    if (pid !== undefined) return pid;
    await pause(POLL_MS);
  }
  throw new Error(`There is no process of ${name}.`);
}
