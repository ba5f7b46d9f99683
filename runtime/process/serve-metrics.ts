import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Registry } from 'prom-client';

/** Where the metrics of a process are served. */
export interface MetricsServer {
  close(): Promise<void>;
}

/**
 * Serves `/metrics` on a port of its own, which only those who collect metrics need to reach.
 *
 * @throws an Error of one line that names the variable when the port cannot be had.
 */
export async function serveMetrics(
  { host, metricsPort }: { readonly host: string; readonly metricsPort: number | null },
  registry: Registry,
): Promise<MetricsServer> {
  if (metricsPort === null) return { close: async () => undefined };
  const server = createServer(async (request, response) => {
    const path = request.url?.split('?')[0];
    if (path !== '/metrics') return response.writeHead(404).end();
    const text = await registry.metrics().catch(() => null);
    if (text === null) return response.writeHead(500).end();
    return response.writeHead(200, { 'content-type': registry.contentType }).end(text);
  });
  server.listen(metricsPort, host);
  await once(server, 'listening').catch((error: Error) => {
    throw new Error(`METRICS_PORT: ${error.message}`);
  });
  return {
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
