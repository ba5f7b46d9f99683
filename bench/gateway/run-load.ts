import { spawn } from 'node:child_process';

/** What one round of load saw. */
export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly failures: number;
  /** Milliseconds, one for each request. */
  readonly latencies: readonly number[];
}

/**
 * Loads a port for some seconds from a process of its own, with one query, with requests by turns, each with its own
 * token, or with nothing but GET.
 */
export async function runLoad(
  { port, path }: { readonly port: number; readonly path: string },
  load: string | readonly { readonly body: string; readonly token: string | null }[] | null,
  { connections, seconds }: { readonly connections: number; readonly seconds: number },
): Promise<LoadResult> {
  const args = ['bench/gateway/load.ts', String(port), path, String(connections), String(seconds)];
  const child = spawn(process.execPath, args, { env: {}, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(load === null ? '' : JSON.stringify(typeof load === 'string' ? { query: load } : load));
  let text = '';
  for await (const chunk of child.stdout) text += chunk;
  const report: { took: number; failures: number; latencies: number[] } = JSON.parse(text);
  return {
    requests: report.latencies.length,
    seconds: report.took,
    failures: report.failures,
    latencies: report.latencies,
  };
}
