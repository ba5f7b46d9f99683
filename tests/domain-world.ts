import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sql } from '../runtime/database/database.ts';
import { userDeleted, userErased } from '../runtime/events/erasure-events.ts';
import type { EventType } from '../runtime/events/event-type.ts';
import { type Caller, serviceCaller } from '../runtime/executor/caller.ts';
import type { Executor } from '../runtime/executor/executor.ts';
import { openLog } from '../runtime/logging/log.ts';
import { openProcess } from '../runtime/process/open-process.ts';
import { loadConfiguration } from '../runtime/settings/configuration.ts';
import type { Subgraph } from '../runtime/subgraph/subgraph.ts';
import { clientInProcess, type DomainClient, serveForTests } from './domain-client.ts';
import { freshDatabase, privateRedis } from './engines.ts';
import { eventually } from './eventually.ts';
import { createProducer, followAllProducers } from './producer.ts';
import { type Remain, remainsOf } from './remains.ts';
import { openSql, type SqlMeter } from './sql-meter.ts';

/** What another domain answers when this one asks it: the `data` of the result. */
export type Answer = (document: string, variables: Readonly<Record<string, unknown>>, caller: Caller) => unknown;

/** How a world is made. */
export interface DomainWorldOptions {
  /** Whether it is asked over HTTP and WebSocket, as in a process of its own. Default: in process. */
  readonly served?: boolean;
  /** By domain; a domain that is asked and not listed here is unavailable. */
  readonly answers?: Readonly<Record<string, Answer>>;
  /** Names of all domains that there are, for one that asks each of them; itself may be among them. */
  readonly domains?: readonly string[];
  readonly now?: () => Date;
  /** Further variables of the environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** One domain on a database and a Redis of its own, with the other domains played by the test. */
export interface DomainWorld extends DomainClient {
  /** The domain in process, also when it is served. */
  readonly inProcess: DomainClient;
  /** What the gateway proves a caller with to the subgraph of that name. */
  readonly callerToken: (caller: Caller, subgraphName: string) => string;
  /** Publishes an event as the domain that owns it, and resolves when this domain has handled it. */
  readonly publish: <Payload extends object>(type: EventType<Payload>, payload: Payload) => Promise<void>;
  /** What stands in the domain's outbox, in order of insertion. */
  readonly published: () => Promise<{ type: string; payload: unknown }[]>;
  /** Connects as the domain's role. */
  readonly databaseUrl: string;
  /** As the domain's role. */
  readonly sql: Sql;
  /** Publishes that a person has deleted their account, and resolves when the domain has published that nothing of them is left. */
  readonly erase: (userId: string) => Promise<void>;
  /** Rows with one of the texts, except those that keep ids of deleted users: tombstones and unpublished events. */
  readonly remains: (...texts: readonly string[]) => Promise<Remain[]>;
  /** SQL statements of the domain since the last call; except those of the outbox, the inbox and transactions. */
  readonly statements: SqlMeter['take'];
  readonly redis: Awaited<ReturnType<typeof privateRedis>>;
  /** The subgraph's address when served. */
  readonly url: string | null;
  as(viewerId: string, more?: { scopes?: readonly string[]; sessionId?: string }): Caller;
  asService(name: string): Caller;
  close(): Promise<void>;
}

/** Opens a domain for its own tests. */
export async function openDomainWorld(subgraph: Subgraph, options: DomainWorldOptions = {}): Promise<DomainWorld> {
  const dataDir = mkdtempSync(join(tmpdir(), 'domain-world-'));
  const [database, redis] = await Promise.all([freshDatabase(), privateRedis()]);
  const databaseUrl = database.urlOf(subgraph.name);
  const configuration = loadConfiguration('serve', {
    NODE_ENV: 'test',
    ARGON2_MEMORY_KIB: process.env['ARGON2_MEMORY_KIB'],
    DATA_DIR: dataDir,
    REDIS_URL: redis.url,
    [`${subgraph.name.toUpperCase()}_DATABASE_URL`]: databaseUrl,
    ...options.environment,
  });
  const log = openLog(subgraph.name, 'silent');
  const now = options.now ?? (() => new Date());
  const subgraphs = (options.domains ?? []).map((name) => ({ name, routingUrl: 'http://127.0.0.1:9/' }));
  const running = openProcess({ configuration, databaseUrl: null, redisUrl: redis.url, subgraphs, log, now });
  for (const [name, answer] of Object.entries(options.answers ?? {})) running.embed(name, answering(answer));

  // Commands fail at once while Redis is away, and a connection that was just opened is not there yet.
  await eventually(() => running.redis.commands.status === 'ready', 'Redis to be connected');
  const meter = await openSql(databaseUrl, subgraph.name);
  await followAllProducers(meter.sql);
  const open = await subgraph.open(running.hostOf(subgraph.name));
  running.embed(subgraph.name, open.execute);
  const serving = { subgraph, open, process: running, configuration, now };
  const served = options.served === true ? await serveForTests(serving) : null;
  const producer = createProducer(running.redis.commands, meter.sql);

  const published = async () =>
    await meter.sql.$queryRaw<
      { type: string; payload: unknown }[]
    >`SELECT type, payload FROM outbox_event ORDER BY position`;

  const inProcess = clientInProcess(subgraph, open);

  return {
    ...(served?.client ?? inProcess),
    inProcess,
    callerToken: (caller, subgraphName) => running.callerToken(caller, subgraphName),
    publish: (type, payload) => producer.publish(type, payload),
    published,
    sql: meter.sql,
    async erase(userId) {
      await producer.publish(userDeleted, { userId, at: now().toISOString() });
      const { name } = userErased(subgraph.name);
      const hasAnswered = async () =>
        (await published()).some(
          ({ type, payload }) => type === name && Reflect.get(Object(payload), 'userId') === userId,
        );
      await eventually(hasAnswered, `${name} of ${userId}`);
    },
    async remains(...texts) {
      const found = await remainsOf(databaseUrl, texts);
      return found.filter(({ table }) => !/\.(erasure|outbox_event)$/.test(table));
    },
    statements: meter.take,
    redis,
    databaseUrl,
    url: served?.url ?? null,
    as: (viewerId, { scopes = [], sessionId = `ses_of_${viewerId}` } = {}) => ({
      viewerId,
      sessionId,
      scopes,
      service: null,
    }),
    asService: serviceCaller,
    async close() {
      await served?.close();
      await open.close();
      await running.close();
      await meter.close();
      await Promise.all([redis.stop(), database.drop()]);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const answering =
  (answer: Answer): Executor =>
  async ({ query, variables }, caller) => ({
    data: (await answer(query, variables ?? {}, caller)) as Record<string, unknown>,
  });
