import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { readSupergraphConfig } from '../../runtime/supergraph-config.ts';
import { renderComposeFile } from './compose-file.ts';

const SERVICE = z.object({
  image: z.string(),
  command: z.array(z.string()).optional(),
  user: z.string().optional(),
  ports: z.array(z.string()).optional(),
  networks: z.array(z.string()),
  healthcheck: z.object({ test: z.array(z.string()), interval: z.string() }).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  deploy: z.object({ resources: z.object({ limits: z.object({ cpus: z.string(), memory: z.string() }) }) }),
});
const FILE = z.object({
  services: z.record(z.string(), SERVICE),
  networks: z.record(z.string(), z.object({ internal: z.boolean().optional() })),
});

const file = FILE.parse(parse(renderComposeFile(readSupergraphConfig())));
const names = readSupergraphConfig().map(({ name }) => name);

test('every subgraph is a service that runs itself, after the migration', () => {
  for (const name of names) {
    expect(file.services[name]?.command).toEqual(['node', 'scripts/serve.ts', name]);
    expect(file.services[name]?.depends_on).toHaveProperty('migrate.condition', 'service_completed_successfully');
  }
  expect(Object.keys(file.services)).toEqual(['postgres', 'redis', 'migrate', 'gateway', ...names]);
});

test('only the gateway publishes a port, and only its network leads outside', () => {
  const open = Object.entries(file.services).filter(([, { ports }]) => ports !== undefined);

  expect(open.map(([name]) => name)).toEqual(['gateway']);
  for (const [name, { networks }] of Object.entries(file.services)) {
    expect(networks.some((network) => file.networks[network]?.internal !== true)).toBe(name === 'gateway');
    expect(networks.filter((network) => file.networks[network] === undefined)).toEqual([]);
  }
});

test('whatever runs on is limited and watched, and whoever is waited for exists', () => {
  for (const [name, { healthcheck, depends_on }] of Object.entries(file.services)) {
    expect(healthcheck !== undefined).toBe(name !== 'migrate');
    for (const awaited of Object.keys(depends_on ?? {})) expect(Object.keys(file.services)).toContain(awaited);
  }
});

test('secrets come from the environment, and their lack is an error', () => {
  const values = Object.values(file.services).flatMap(({ environment }) => Object.entries(environment ?? {}));
  const secrets = values.filter(([name]) => /PASSWORD|SECRET|KEY|URL|AUTH/.test(name));

  expect(secrets.length).toBeGreaterThan(10);
  for (const [, value] of secrets) expect(value).toMatch(/\$\{[A-Z_]+:\?set [A-Z_]+\}/);
});
