import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Gateway } from '../gateway/index.ts';
import type { GatewayOptions, MountedRoute } from '../gateway/pipeline/gateway-options.ts';
import { embedRoutes, proxyRoutes } from '../gateway/subgraphs/mounted-routes.ts';
import type { Database, Sql } from '../runtime/database/database.ts';
import { roleOf } from '../runtime/database/domain-database.ts';
import { openRepository } from '../runtime/database/open-repository.ts';
import { createClient } from '../runtime/database/postgres-connections.ts';
import type { Caller } from '../runtime/executor/caller.ts';
import { openLog } from '../runtime/logging/log.ts';
import { migrateDomain } from '../runtime/migrations/migrations.ts';
import { openProcess, type Process } from '../runtime/process/open-process.ts';
import { loadConfiguration } from '../runtime/settings/configuration.ts';
import { defineSubgraph } from '../runtime/subgraph/define-subgraph.ts';
import type { Domain } from '../runtime/subgraph/domain.ts';
import type { Host, ProcessRole } from '../runtime/subgraph/host.ts';
import type { OpenSubgraph, Subgraph, SubgraphDefinition } from '../runtime/subgraph/subgraph.ts';
import { clientInProcess, type DomainClient, serveForTests } from './domain-client.ts';
import { freshDatabase, privateRedis } from './engines.ts';
import { eventually } from './eventually.ts';
import { openToyGateway } from './toy-gateway.ts';

/**
 * A small domain that a test defines, to show a piece of the runtime at work in a domain: tables and contract as text, the
 * rest as in a domain's `index.ts`. Its store is raw SQL.
 */
export interface ToyDomain<Context extends object> {
  /** Also its PostgreSQL schema and role; not the name of a domain of the project, whose role all test databases share. */
  readonly name: string;
  /** The contract without the preamble. */
  readonly contract: string;
  /** Statements that create its tables, run by the owner in its schema; the runtime's tables are there already. */
  readonly tables?: string;
  /** Models with personal marks, for erasure and export; lines such as `/// @relations` add those tables. */
  readonly prismaSchema?: string;
  readonly resolvers: object;
  readonly ids?: Readonly<Record<string, string>>;
  readonly routes?: SubgraphDefinition<Context, Sql>['routes'];
  open(host: Host, database: Database<Sql>): Omit<Domain<Context, Sql>, 'database'>;
}

/** One process of a world: some domains, embedded in it or each served. */
export interface ToyProcess {
  readonly process: Process;
  /** How a domain of this process is asked. */
  client(domain: string): DomainClient;
  /** Rejects while a domain of this process cannot serve, and says why. */
  ready(domain: string): Promise<void>;
  /** Opens a gateway in front of its domains, for clients over HTTP. Closed with the process. */
  gateway(options?: Partial<GatewayOptions>): Promise<Gateway>;
  /** A domain of this process itself, for what only commands may do. */
  subgraph(domain: string): OpenSubgraph;
  /** Ends its domains and closes its connections. */
  close(): Promise<void>;
}

/** Toy domains on a database and a Redis of their own. */
export interface ToyWorld {
  readonly redis: Awaited<ReturnType<typeof privateRedis>>;
  /** Creates the schema, role and tables of a domain; `open` does it too. */
  migrate(domain: ToyDomain<object>): Promise<void>;
  /** Opens domains in one further process. The domains of other processes are reached only when they are served. */
  open(...domains: readonly ToyDomain<object>[]): Promise<ToyProcess>;
  /** As `open`, in a process that does only this part of the background work. */
  openAs(role: ProcessRole, ...domains: readonly ToyDomain<object>[]): Promise<ToyProcess>;
  /** Runs statements as the owner of the database, with the domain's schema first on the path. */
  query<Row = Record<string, unknown>>(domain: string, statement: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Opens a domain's tables as its role. Closed with the world. */
  database(domain: string): Database<Sql>;
  close(): Promise<void>;
}

/** How a world is made. */
export interface ToyWorldOptions {
  /** Whether each domain is asked over HTTP and WebSocket, as in a process of its own. Default: in process. */
  readonly served?: boolean;
  readonly now?: () => Date;
  readonly environment?: Readonly<Record<string, string>>;
}

interface ReachedDomain {
  readonly open: OpenSubgraph;
  readonly client: DomainClient;
  readonly ready: () => Promise<void>;
  readonly routes: readonly MountedRoute[];
  close(): Promise<void>;
}

const DECLARATIONS = /^\/\/\/ @(relations|webhooks)(\n|$)/gm;
const DATASOURCE = 'datasource db {\n  provider = "postgresql"\n}\n';
const silent = openLog('toy', 'silent');

/** Opens a world without domains. */
export async function openToyWorld(options: ToyWorldOptions = {}): Promise<ToyWorld> {
  const { served = false, environment = {} } = options;
  const now = options.now ?? (() => new Date());
  const folder = mkdtempSync(join(tmpdir(), 'toy-world-'));
  const [database, redis] = await Promise.all([freshDatabase(), privateRedis()]);
  const configuration = loadConfiguration('serve', {
    NODE_ENV: 'test',
    DATA_DIR: folder,
    REDIS_URL: redis.url,
    DATABASE_URL: database.ownerUrl,
    DATABASE_SECRET: process.env['DATABASE_SECRET'],
    ...environment,
  });
  const owner = createClient({ connectionString: database.ownerUrl });
  await owner.connect();
  const migrated = new Map<string, Promise<void>>();
  const subgraphs: { name: string; routingUrl: string }[] = [];
  const closings: (() => Promise<unknown>)[] = [];

  const openDatabase = (name: string): Database<Sql> =>
    openRepository<Sql, Sql>({
      schema: name,
      databaseUrl: database.urlOf(name),
      log: silent,
      createStore: (db) => ({
        $queryRaw: (query, ...values) => db.$queryRaw(query, ...values),
        $executeRaw: (query, ...values) => db.$executeRaw(query, ...values),
      }),
    });

  async function createSchema({ name, contract, tables, prismaSchema = '' }: ToyDomain<object>): Promise<void> {
    const prismaRoot = join(folder, 'prisma');
    mkdirSync(join(prismaRoot, name), { recursive: true });
    // What it declares stands above the datasource, the models below.
    const declared = prismaSchema.match(DECLARATIONS) ?? [];
    const models = prismaSchema.replace(DECLARATIONS, '');
    writeFileSync(join(prismaRoot, name, 'schema.prisma'), `${declared.join('')}${DATASOURCE}${models}`);
    mkdirSync(join(folder, 'subgraphs', name), { recursive: true });
    const preamble = readFileSync('runtime/graphql/contract.graphql', 'utf8');
    writeFileSync(contractFile(name), `${preamble}\n${contract}`);
    const role = roleOf(configuration, name);
    await migrateDomain({ ownerUrl: database.ownerUrl, domain: name, role, prismaRoot });
    if (tables !== undefined) await owner.query(`SET search_path = ${name}, extensions; ${tables}`);
    subgraphs.push({ name, routingUrl: 'http://127.0.0.1:9/' });
  }

  const contractFile = (name: string) => join(folder, 'subgraphs', name, 'schema.graphql');

  const migrate: ToyWorld['migrate'] = (domain) => {
    const done = migrated.get(domain.name) ?? createSchema(domain);
    migrated.set(domain.name, done);
    return done;
  };

  return {
    redis,
    migrate,
    database(name) {
      const opened = openDatabase(name);
      closings.push(() => opened.close());
      return opened;
    },
    async query<Row>(name: string, statement: string, values: readonly unknown[] = []) {
      await owner.query(`SET search_path = ${name}, extensions`);
      return (await owner.query(statement, [...values])).rows as Row[];
    },
    open: (...domains) => openAs('all', domains),
    openAs: (role, ...domains) => openAs(role, domains),
    async close() {
      for (const close of closings.reverse()) await close();
      await owner.end();
      await Promise.all([redis.stop(), database.drop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };

  async function openAs(role: ProcessRole, domains: readonly ToyDomain<object>[]): Promise<ToyProcess> {
    for (const domain of domains) await migrate(domain);
    const running = openProcess({
      configuration,
      databaseUrl: database.ownerUrl,
      redisUrl: redis.url,
      subgraphs,
      log: silent,
      now,
      role,
    });
    // Commands fail at once while Redis is away, and a connection that was just opened is not there yet.
    await eventually(() => running.redis.commands.status === 'ready', 'Redis to be connected');
    const opened = new Map<string, ReachedDomain>();
    for (const domain of domains) {
      const subgraph = defineSubgraph<object, Sql>({
        name: domain.name,
        ids: domain.ids ?? {},
        schema: pathToFileURL(contractFile(domain.name)),
        resolvers: domain.resolvers,
        routes: domain.routes ?? [],
        open: (host) => {
          const repository = openDatabase(domain.name);
          return { ...domain.open(host, repository), database: repository };
        },
      });
      const open = await subgraph.open(running.hostOf(domain.name));
      opened.set(domain.name, await reach(running, subgraph, open));
    }
    const find = (name: string): ReachedDomain => {
      const found = opened.get(name);
      if (found === undefined) throw new Error(`This process does not run ${name}.`);
      return found;
    };
    const gateways: Gateway[] = [];
    let closed: Promise<void> | null = null;
    const close = () => {
      closed ??= (async () => {
        for (const gateway of gateways) await gateway.close();
        for (const one of opened.values()) await one.close();
        await running.close();
      })();
      return closed;
    };
    closings.push(close);
    return {
      process: running,
      client: (name) => find(name).client,
      ready: (name) => find(name).ready(),
      async gateway(gatewayOptions) {
        const contracts = new Map(domains.map(({ name }) => [name, readFileSync(contractFile(name), 'utf8')]));
        const routes = [...opened.values()].flatMap((one) => one.routes);
        const gateway = await openToyGateway({ contracts, process: running, routes, now }, gatewayOptions);
        gateways.push(gateway);
        return gateway;
      },
      subgraph: (name) => find(name).open,
      close,
    };
  }

  async function reach(running: Process, subgraph: Subgraph, open: OpenSubgraph): Promise<ReachedDomain> {
    if (!served) {
      running.embed(subgraph.name, open.execute);
      const client = clientInProcess(subgraph, open);
      const routes = embedRoutes(subgraph.routes, open);
      return { open, client, ready: open.ready, routes, close: () => open.close() };
    }
    const { url, client, close } = await serveForTests({ subgraph, open, process: running, configuration, now });
    const entry = subgraphs.find(({ name }) => name === subgraph.name);
    if (entry !== undefined) entry.routingUrl = url;
    const callerToken = (caller: Caller): string => running.callerToken(caller, subgraph.name);
    return {
      open,
      client,
      ready: open.ready,
      routes: proxyRoutes(subgraph.routes, { urlOf: () => url, callerToken, filesFolder: null }),
      async close() {
        await close();
        await open.close();
      },
    };
  }
}
