import { readFileSync } from 'node:fs';
import { processTree } from '../process-usage.ts';
import { startStackEngines } from '../stack/engines.ts';
import { startStack } from '../stack/start-stack.ts';
import { logIn, readViewers } from '../stack/viewers.ts';

/** The served stack, and a person who uploads to it. */
export interface MediaStack {
  readonly port: number;
  /** Process of the media subgraph, which receives and serves bytes; conversions have processes of their own. */
  readonly mediaPid: number;
  readonly folder: string;
  readonly token: string;
  /** The `data` of an operation. @throws when it has errors. */
  ask(query: string, variables?: object): Promise<Record<string, unknown>>;
}

const WORLD = { people: 2_000, viewers: 2 };

/** Runs the served stack without limits on how often clients ask, and without a classifier. */
export async function withMediaStack<Result>(run: (stack: MediaStack) => Promise<Result>): Promise<Result> {
  const engines = await startStackEngines(WORLD);
  try {
    const environment = { ...engines.environment, MEDIA_MODERATION: 'rules' };
    const system = await startStack('served', { ...engines, environment }, { isProduction: false });
    try {
      const [token = ''] = (await logIn(system.port, await readViewers(engines, WORLD))).values();
      const { port } = system;
      const ask: MediaStack['ask'] = (query, variables = {}) => askAs(port, token, { query, variables });
      return await run({ port, token, ask, mediaPid: mediaProcessBelow(system.pid), folder: engines.folder });
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

function mediaProcessBelow(root: number): number {
  const isMedia = (pid: number): boolean => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('serve.ts\0media\0');
  const pid = processTree(root).find(isMedia);
  if (pid === undefined) throw new Error('There is no process of media.');
  return pid;
}
