import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { readSupergraphConfig } from '../../runtime/settings/supergraph-config.ts';
import { declaresFlag, readDefinitionFlags } from '../definition-flags.ts';
import { readDomainSettings } from '../read-domain-settings.ts';
import { renderComposeFile } from './compose-file.ts';
import { COMPOSE_FILE } from './compose-specification.ts';

const entries = readSupergraphConfig();
const flags = readDefinitionFlags(entries);
const { egress, hasStorage, hasWorkerProcess } = flags;
const domains = await readDomainSettings(entries);
const text = renderComposeFile(domains, flags);
const file = COMPOSE_FILE.parse(parse(text));
const names = entries.map(({ name }) => name);
const workers = [...hasWorkerProcess].map((name) => `${name}-worker`);

test('every subgraph is a service that runs itself, after the migration', () => {
  for (const name of names) {
    expect(file.services[name]?.command).toEqual(['node', 'scripts/serve.ts', name]);
    expect(file.services[name]?.depends_on).toHaveProperty('migrate.condition', 'service_completed_successfully');
  }
  expect(Object.keys(file.services)).toEqual(['postgres', 'redis', 'migrate', 'gateway', ...names, ...workers]);
});

test('a worker process has what its domain has, and no key to sign with', () => {
  expect(workers).toContain('media-worker');
  for (const name of hasWorkerProcess) {
    const [service, worker] = [file.services[name], file.services[`${name}-worker`]];
    expect(worker?.command).toEqual(['node', 'scripts/serve.ts', `${name}-worker`]);
    const { CALLER_SIGNING_KEY, CALLER_KEYS, ...others } = service?.environment ?? {};
    expect([CALLER_SIGNING_KEY, CALLER_KEYS]).not.toContain(undefined);
    expect(worker?.environment).toEqual(others);
    expect(worker?.volumes).toEqual(service?.volumes);
    // Others wait for nothing that a worker does, and have the default of 1,024.
    expect([worker?.cpu_shares, service?.cpu_shares]).toEqual([102, undefined]);
  }
  for (const name of hasStorage) expect(file.services[name]?.volumes).toEqual([`${name}:/data`]);
});

test('only the gateway publishes a port, and only it and who says so have a network that leads outside', () => {
  const open = Object.entries(file.services).filter(([, { ports }]) => ports !== undefined);

  expect(open.map(([name]) => name)).toEqual(['gateway']);
  expect([...egress]).toEqual(expect.arrayContaining(['auth', 'notifications']));
  for (const [name, { networks }] of Object.entries(file.services)) {
    const leadsOutside = networks.some((network) => file.networks[network]?.internal !== true);
    expect([name, leadsOutside]).toEqual([name, name === 'gateway' || egress.has(name.replace(/-worker$/, ''))]);
    expect(networks.filter((network) => file.networks[network] === undefined)).toEqual([]);
    expect(networks.includes('edge')).toBe(name === 'gateway');
  }
});

test('egress is what the definition declares, and nothing that only looks like it', () => {
  expect(declaresFlag("defineSubgraph({ name: 'x', egress: true })", 'egress')).toBe(true);
  expect(
    declaresFlag(
      "export const d = (o: X) => defineSubgraph<A, B>({ name: 'x', egress: true, open(host) {} })",
      'egress',
    ),
  ).toBe(true);
  expect(declaresFlag("defineSubgraph({ name: 'x', egress: false })", 'egress')).toBe(false);
  expect(declaresFlag("// egress: true\ndefineSubgraph({ name: 'egress: true' })", 'egress')).toBe(false);
});

test('whatever runs on is limited and watched, and whoever is waited for exists', () => {
  for (const [name, { healthcheck, depends_on, deploy }] of Object.entries(file.services)) {
    expect(healthcheck !== undefined).toBe(name !== 'migrate');
    expect(deploy.resources.limits).toEqual({ cpus: expect.any(String), memory: expect.any(String) });
    for (const awaited of Object.keys(depends_on ?? {})) expect(Object.keys(file.services)).toContain(awaited);
  }
});

test('volumes that services mount are declared, or folders of the project', () => {
  const mounted = Object.values(file.services).flatMap(({ volumes }) =>
    (volumes ?? []).map((one) => one.split(':')[0] ?? ''),
  );
  expect(mounted.filter((one) => one.startsWith('./'))).toEqual(['./operations']);
  const volumes = new Set(mounted.filter((one) => !one.startsWith('./')));
  expect([...volumes].sort()).toEqual(Object.keys(file.volumes).sort());
});

test('secrets come from the environment, and their lack is an error; ways out are set or not', () => {
  const values = Object.values(file.services).flatMap(({ environment }) => Object.entries(environment ?? {}));
  const secrets = values.filter(([name]) => /PASSWORD|DATABASE|REDIS|(AUTH|NOTIFICATIONS)_SECRET|CALLER/.test(name));

  expect(secrets.length).toBeGreaterThan(10);
  for (const [, value] of secrets.filter(([name]) => name !== 'POSTGRES_DB'))
    expect(value).toMatch(/\$\{[A-Z_]+:\?set [A-Z_]+\}/);
  expect(file.services['notifications']?.environment).toHaveProperty(
    'SMTP_URL',
    expect.stringMatching(/^\$\{SMTP_URL:-\}$/),
  );
});

/** What has no meaning in a container, or is set there by the file itself. */
const NOT_FOR_CONTAINERS =
  /^(NODE_ENV|ENV_FILE|HOST|PORT|METRICS_PORT|DATA_DIR|EMBED|SEED|SUPERGRAPH_FILE|FORWARD_HEADERS|AUTH|LIMITS|DATABASE_SECRET|DATABASE_ROLE_PREFIX)$/;
/** Domains' own variables, and providers of one's own: named after what the operator runs. */
const NAMED_BY_OPERATOR = /^([A-Z]+_(DATABASE|DATABASE_DIRECT|DATABASE_OWNER|SUBGRAPH)_URL|OAUTH_CORP_.*)$/;

test('every other variable that can be set reaches a container', () => {
  const variables = [...readFileSync('.env.example', 'utf8').matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=/gm)].map(
    ([, name = '']) => name,
  );
  const reached = new Set(Object.values(file.services).flatMap(({ environment }) => Object.keys(environment ?? {})));

  expect(variables.length).toBeGreaterThan(40);
  expect(
    variables.filter((name) => !reached.has(name) && !NOT_FOR_CONTAINERS.test(name) && !NAMED_BY_OPERATOR.test(name)),
  ).toEqual([]);
});

test('no variable stands twice in the list of all', () => {
  const names = [...readFileSync('.env.example', 'utf8').matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=/gm)].map(
    ([, name]) => name,
  );
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

test('what readers of YAML 1.1 take for a truth value is quoted', () => {
  expect(text).not.toMatch(/: (yes|no|on|off|y|n)$/im);
});

test('a domain gets no secret and no way out of another', () => {
  expect(file.services['profile']?.environment).not.toHaveProperty('AUTH_SECRET');
  expect(file.services['profile']?.environment).not.toHaveProperty('SMTP_URL');
  expect(file.services['auth']?.environment).toHaveProperty('AUTH_SECRET');
  expect(file.services['auth']?.environment).not.toHaveProperty('NOTIFICATIONS_SECRET');
});

test.each([
  ['a misspelt key', 'restart: unless-stopped', 'restrat: unless-stopped'],
  ['an unknown policy', 'restart: unless-stopped', 'restart: sometimes'],
  ['a duration that is none', 'interval: 5s', 'interval: 5 seconds'],
  ['a size that is none', 'memory: 512m', 'memory: plenty'],
  ['an unknown condition', 'condition: service_healthy', 'condition: service_happy'],
  ['a port that is none', ':4000\n', ':http\n'],
])('the specification refuses %s', (_, from, to) => {
  expect(text).toContain(from);
  expect(COMPOSE_FILE.safeParse(parse(text.replace(from, to))).success).toBe(false);
});
