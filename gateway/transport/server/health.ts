import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { ClockDifference } from '../../../runtime/serve/clock-differences.ts';

/** The state that health checks report. */
export interface HealthParts {
  isDraining(): boolean;
  /** Names of the subgraphs that run in this process. */
  readonly embedded: readonly string[];
  /** Names of those that cannot serve now. The process is not ready when none of them can. */
  unready(): Promise<readonly string[]>;
  /** Subgraphs whose clocks differ from ours. */
  clocks(): readonly ClockDifference[];
  /** The hash of the supergraph that is served. */
  supergraphHash(): string;
  /** Null: metrics are not served on this port. */
  readonly registry: Registry | null;
}

/** Mounts `/healthz` (liveness), `/readyz` (readiness) and, with a registry, `/metrics` (Prometheus). */
export function mountHealth(app: FastifyInstance, parts: HealthParts): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    if (parts.isDraining()) return reply.code(503).send({ status: 'draining' });
    const unready = await parts.unready();
    const isReady = parts.embedded.length === 0 || parts.embedded.some((name) => !unready.includes(name));
    const clocks = parts.clocks();
    const report = clocks.length === 0 ? {} : { clocks };
    const supergraph = parts.supergraphHash().slice(0, 12);
    return reply
      .code(isReady ? 200 : 503)
      .send({ status: isReady ? 'ready' : 'not ready', supergraph, unready, ...report });
  });
  const { registry } = parts;
  if (registry === null) return;
  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));
}
