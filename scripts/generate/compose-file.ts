import { stringify } from 'yaml';
import { PROCESS_VARIABLES } from '../../runtime/settings/configuration.ts';
import { GATEWAY_VARIABLES } from '../../runtime/settings/gateway-settings.ts';
import type { Variables } from '../../runtime/settings/variables.ts';
import { type DefinitionFlags, workerOf } from '../definition-flags.ts';
import type { DomainSettings } from '../read-domain-settings.ts';
import { databasePassword, signingKey } from './compose-secrets.ts';
import { containerVariables } from './declared-settings.ts';

const HEADING = `# Generated from supergraph.yaml by npm run generate; edits are lost.
# Needs the secrets that "npm run secrets" prints, in the environment or in .env; .env.example lists what else can be set.
# Subgraphs whose definition says "egress: true" are on a network that leads outside; one with "hasStorage: true" shares a
# volume with its worker process ("hasWorkerProcess: true").
`;

/** A variable that must be set: docker compose stops with the message otherwise. */
const required = (name: string): string => `\${${name}:?set ${name}}`;

const optional = (name: string, fallback: string): string => `\${${name}:-${fallback}}`;

/** What a declaration asks for: a secret must be set, anything else may be. */
const declared = (variables: Variables): Readonly<Record<string, string>> =>
  Object.fromEntries(
    containerVariables(variables).map(({ name, isRequired }) => [
      name,
      isRequired ? required(name) : optional(name, ''),
    ]),
  );

const databaseUrl = (role: string, password: string): string =>
  `postgresql://${role}:${required(password)}@postgres:5432/social`;
const domainDatabase = (domain: string): Readonly<Record<string, string>> => ({
  [`${domain.toUpperCase()}_DATABASE_URL`]: databaseUrl(domain, databasePassword(domain)),
});
const REDIS_URL = `redis://:${required('REDIS_PASSWORD')}@redis:6379`;

const hardened = (cpus: string, memory: string) => ({
  read_only: true,
  tmpfs: ['/tmp'],
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
  init: true,
  restart: 'unless-stopped',
  deploy: { resources: { limits: { cpus, memory } } },
});

const fromImage = {
  image: `social-supergraph:${optional('VERSION', 'local')}`,
  build: { context: '.', dockerfile: 'deploy/Dockerfile' },
};

const PROBE = "fetch('http://127.0.0.1:4000/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))";
const ready = {
  healthcheck: {
    test: ['CMD', 'node', '-e', PROBE],
    interval: '5s',
    timeout: '3s',
    retries: 12,
    start_period: '10s',
  },
};

const inProduction = { NODE_ENV: 'production', ...declared(PROCESS_VARIABLES) };
const listening = { ...inProduction, HOST: '0.0.0.0', PORT: '4000', METRICS_PORT: '9464', REDIS_URL };
const migrated = { migrate: { condition: 'service_completed_successfully' }, redis: { condition: 'service_healthy' } };

const postgres = {
  image: 'postgres:18-bookworm',
  environment: { POSTGRES_USER: 'owner', POSTGRES_PASSWORD: required('DATABASE_PASSWORD'), POSTGRES_DB: 'social' },
  command: ['postgres', '-c', 'max_connections=200'],
  // From 18 on the image keeps each major version in a folder of its own below this one.
  volumes: ['postgres:/var/lib/postgresql'],
  networks: ['data'],
  healthcheck: {
    test: ['CMD-SHELL', 'pg_isready --username owner --dbname social'],
    interval: '5s',
    timeout: '3s',
    retries: 20,
  },
  restart: 'unless-stopped',
  shm_size: '256mb',
  deploy: { resources: { limits: { cpus: '2', memory: '2g' } } },
};

const REDIS_CONFIGURATION =
  'printf "requirepass %s\\nappendonly yes\\ndir /data\\n" "$$REDIS_PASSWORD" > /tmp/redis.conf && chown redis /tmp/redis.conf';

const redis = {
  image: 'redis:8-bookworm',
  environment: { REDIS_PASSWORD: required('REDIS_PASSWORD'), REDISCLI_AUTH: required('REDIS_PASSWORD') },
  // By a file: words on a command line can be read by every process of the host. The entry point gives up root.
  command: [
    'sh',
    '-c',
    `umask 077 && ${REDIS_CONFIGURATION} && exec docker-entrypoint.sh redis-server /tmp/redis.conf`,
  ],
  volumes: ['redis:/data'],
  networks: ['data'],
  healthcheck: { test: ['CMD', 'redis-cli', 'ping'], interval: '5s', timeout: '3s', retries: 20 },
  restart: 'unless-stopped',
  deploy: { resources: { limits: { cpus: '1', memory: '512m' } } },
};

const migrate = (domains: readonly string[]) => ({
  ...fromImage,
  ...hardened('1', '512m'),
  restart: 'no',
  command: ['node', 'scripts/migrate.ts'],
  environment: {
    ...inProduction,
    DATABASE_URL: databaseUrl('owner', 'DATABASE_PASSWORD'),
    ...Object.assign({}, ...domains.map(domainDatabase)),
  },
  depends_on: { postgres: { condition: 'service_healthy' } },
  networks: ['data'],
});

const gateway = (domains: readonly string[]) => ({
  ...fromImage,
  ...hardened('2', '768m'),
  ...ready,
  command: ['node', 'scripts/serve.ts', 'gateway'],
  environment: { ...listening, CALLER_SIGNING_KEY: required('CALLER_SIGNING_KEY'), ...declared(GATEWAY_VARIABLES) },
  // For a manifest of trusted documents.
  volumes: ['./operations:/app/operations:ro'],
  depends_on: Object.fromEntries(domains.map((name) => [name, { condition: 'service_healthy' }])),
  ports: [`${optional('PUBLIC_PORT', '4000')}:4000`],
  networks: ['edge', 'graph', 'data'],
});

const subgraph = ({ name, settings }: DomainSettings, flags: DefinitionFlags) => ({
  ...fromImage,
  ...hardened('1', '512m'),
  ...ready,
  command: ['node', 'scripts/serve.ts', name],
  environment: {
    ...listening,
    ...domainDatabase(name),
    CALLER_SIGNING_KEY: required(signingKey(name)),
    CALLER_KEYS: required('CALLER_KEYS'),
    ...(flags.hasStorage.has(name) ? { DATA_DIR: STORAGE_FOLDER } : {}),
    ...declared(settings?.variables ?? {}),
  },
  depends_on: migrated,
  ...storageOf(name, flags),
  networks: ['graph', 'data', ...(flags.egress.has(name) ? ['egress'] : [])],
});

/** A process of a domain that asks nobody and that nobody asks: it needs no key, and has what conversions need. */
const worker = (domain: DomainSettings, flags: DefinitionFlags) => {
  const { environment, ...service } = subgraph(domain, flags);
  const { CALLER_SIGNING_KEY: _, CALLER_KEYS: __, ...own } = environment;
  return {
    ...service,
    image: `social-supergraph-worker:${optional('VERSION', 'local')}`,
    build: { ...fromImage.build, target: 'worker' },
    ...hardened('2', '2g'),
    // Priorities count within one container only.
    cpu_shares: WORKER_CPU_SHARES,
    command: ['node', 'scripts/serve.ts', workerOf(domain.name)],
    environment: own,
    networks: service.networks.filter((network) => network !== 'graph'),
  };
};

/** A tenth of what every other container has, when all want the processor. */
const WORKER_CPU_SHARES = 102;

/** Where the image has a folder that its user may write to. */
const STORAGE_FOLDER = '/data';

const storageOf = (name: string, { hasStorage }: DefinitionFlags) =>
  hasStorage.has(name) ? { volumes: [`${name}:${STORAGE_FOLDER}`] } : {};

/**
 * The text of `docker-compose.yml`: PostgreSQL 18, Redis 8, a migration that runs once, the gateway, and each subgraph as
 * a service of its own, with its worker process as another and a volume for its files. Only the gateway publishes a port; only it and subgraphs of `egress` are on a network that leads
 * outside.
 */
export function renderComposeFile(definitions: readonly DomainSettings[], flags: DefinitionFlags): string {
  const domains = definitions.map(({ name }) => name);
  const services = {
    postgres,
    redis,
    migrate: migrate(domains),
    gateway: gateway(domains),
    ...Object.fromEntries(definitions.map((domain) => [domain.name, subgraph(domain, flags)])),
    ...Object.fromEntries(
      definitions
        .filter(({ name }) => flags.hasWorkerProcess.has(name))
        .map((domain) => [workerOf(domain.name), worker(domain, flags)]),
    ),
  };
  const file = {
    name: 'social-supergraph',
    services,
    networks: { edge: {}, egress: {}, graph: { internal: true }, data: { internal: true } },
    volumes: { postgres: {}, redis: {}, ...Object.fromEntries([...flags.hasStorage].map((name) => [name, {}])) },
  };
  // Readers of YAML 1.1 take an unquoted `no` for false.
  return HEADING + stringify(file, { aliasDuplicateObjects: false, lineWidth: 0, compat: 'yaml-1.1' });
}
