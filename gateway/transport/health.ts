import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';

/** What the health of a gateway is read from. */
export interface HealthParts {
  isDraining(): boolean;
  /** Names of subgraphs that cannot serve now: reported, no reason not to be ready. */
  unready(): Promise<readonly string[]>;
  /** Tells which supergraph is served. */
  supergraphHash(): string;
  readonly registry: Registry;
}

/** Mounts `/healthz` (the process lives), `/readyz` (send requests here) and `/metrics` (Prometheus). */
export function mountHealth(app: FastifyInstance, parts: HealthParts): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    if (parts.isDraining()) return reply.code(503).send({ status: 'draining' });
    return { status: 'ready', supergraph: parts.supergraphHash().slice(0, 12), unready: await parts.unready() };
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type(parts.registry.contentType).send(await parts.registry.metrics()),
  );
}
