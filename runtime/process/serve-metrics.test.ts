import { expect, test } from '@jest/globals';
import { Gauge, Registry } from 'prom-client';
import { findFreePort } from '../embedded/free-port.ts';
import { serveMetrics } from './serve-metrics.ts';

const HOST = '127.0.0.1';

test('the port of metrics serves metrics and nothing else, until it is closed', async () => {
  const registry = new Registry();
  new Gauge({ name: 'up', help: 'Whether the process runs.', registers: [registry] }).set(1);
  const metricsPort = await findFreePort();
  const server = await serveMetrics({ host: HOST, metricsPort }, registry);
  const url = `http://${HOST}:${metricsPort}`;

  const [metrics, other] = await Promise.all([fetch(`${url}/metrics`), fetch(`${url}/graphql`)]);

  expect(metrics.headers.get('content-type')).toMatch(/^text\/plain/);
  expect(await metrics.text()).toContain('up 1');
  expect(other.status).toBe(404);
  await server.close();
  await expect(fetch(`${url}/metrics`)).rejects.toThrow();
});

test('a port that is taken is refused with the name of its variable', async () => {
  const metricsPort = await findFreePort();
  const first = await serveMetrics({ host: HOST, metricsPort }, new Registry());

  await expect(serveMetrics({ host: HOST, metricsPort }, new Registry())).rejects.toThrow(
    /^METRICS_PORT: .*EADDRINUSE/,
  );

  await first.close();
});
