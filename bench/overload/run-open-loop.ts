import { spawn } from 'node:child_process';
import { z } from 'zod';

const LOAD = z.object({
  latencies: z.record(z.enum(['whole', 'refused', 'partial', 'failed']), z.array(z.number())),
  seconds: z.array(z.object({ sent: z.number(), whole: z.number() })),
  unsent: z.number(),
  withoutRetryAfter: z.number(),
});

/** What came of requests at a fixed rate. */
export type OpenLoad = z.infer<typeof LOAD>;

/** Sends a query at a fixed rate from a process of its own: with one token or, without one, with another for each request. */
export async function runOpenLoop(load: {
  readonly port: number;
  readonly query: string;
  readonly rate: number;
  readonly seconds: number;
  readonly token?: string;
}): Promise<OpenLoad> {
  const words = [load.port, '/graphql', load.rate, load.seconds, load.token ?? ''].map(String);
  const child = spawn(process.execPath, ['bench/overload/open-loop.ts', ...words], {
    env: {},
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify({ query: load.query }));
  let text = '';
  for await (const chunk of child.stdout) text += chunk;
  return LOAD.parse(JSON.parse(text));
}
