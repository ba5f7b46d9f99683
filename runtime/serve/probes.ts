import type { ServerResponse } from 'node:http';
import { withTimeLimit } from '../resilience/time-limit.ts';
import type { ClockDifference } from './clock-differences.ts';

/** What the probe endpoints of a process report. */
export interface Probes {
  /** Rejects while the process must not get traffic. */
  ready(): Promise<void>;
  /** Clocks of other processes that differ from this one's. */
  clocks(): readonly ClockDifference[];
  /** Metrics in the Prometheus text format; null when they are served elsewhere. */
  readonly metrics: (() => Promise<string>) | null;
}

const READY_TIMEOUT_MS = 2_000;

/** Responds to `/healthz`, `/readyz` and `/metrics`. Returns false for any other path. */
export async function handleProbe(probes: Probes, path: string, response: ServerResponse): Promise<boolean> {
  if (path === '/healthz') {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"alive"}');
    return true;
  }
  if (path === '/readyz') {
    const ready = await isReady(probes);
    const clocks = probes.clocks();
    const report = clocks.length === 0 ? {} : { clocks };
    response
      .writeHead(ready ? 200 : 503, { 'content-type': 'application/json' })
      .end(JSON.stringify({ status: ready ? 'ready' : 'not ready', ...report }));
    return true;
  }
  if (path === '/metrics' && probes.metrics !== null) {
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(await probes.metrics());
    return true;
  }
  return false;
}

const isReady = (probes: Probes): Promise<boolean> =>
  withTimeLimit(READY_TIMEOUT_MS, probes.ready()).then(
    () => true,
    () => false,
  );
