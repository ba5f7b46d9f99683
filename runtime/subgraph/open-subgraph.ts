import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, parse } from 'graphql';
import { verifyAuditChain } from '../audit/audit-chain.ts';
import { withAuditEntries } from '../audit/audit-entries-field.ts';
import type { Database } from '../database/database.ts';
import { withDeletionObstacles } from '../erasure/deletion-obstacles.ts';
import { withMarks, withRuntimeTables } from '../erasure/erase-marked.ts';
import type { RetainErased } from '../erasure/erase-retained.ts';
import { incompleteCopies } from '../events/bootstrap-table.ts';
import { producersOf } from '../events/consumer.ts';
import { deadLetters } from '../events/dead-letter-table.ts';
import { retryDeadLetters } from '../events/retry-dead-letters.ts';
import { withSnapshot } from '../events/snapshot-field.ts';
import { ANONYMOUS, type Caller } from '../executor/caller.ts';
import { fault } from '../executor/faults.ts';
import { guardInternalFields } from '../graphql/internal-fields.ts';
import { maskThrown } from '../graphql/mask-errors.ts';
import { checkRouteText } from '../graphql/route-text.ts';
import { createSchemaExecutor } from '../graphql/schema-executor.ts';
import { faultResponse } from '../http/fault-response.ts';
import { withModerationSubject } from '../moderation/moderation-subject-field.ts';
import { markedCollections } from '../personal-data/marked-collections.ts';
import { withPersonalData } from '../personal-data/personal-data-field.ts';
import { readPersonalMarks } from '../personal-data/read-personal-marks.ts';
import { retainRows } from '../retention/retained-records.ts';
import { abandonSaga, failedSagas, retrySagas } from '../sagas/failed-sagas.ts';
import { deadWork, dropDeadWork, retryDeadWork } from '../work/dead-work.ts';
import { notifyWork } from '../work/enqueue-work.ts';
import type { Host } from './host.ts';
import { reportRepeatedStatements } from './report-repeated-statements.ts';
import { requireCompleteRelations } from './require-complete-relations.ts';
import type { OpenSubgraph, SubgraphDefinition } from './subgraph.ts';
import { reactionsOf, startWorkers } from './workers.ts';

/** Opens a domain in this process: its database, its workers, and an executor over its schema. */
export async function openSubgraph<Context extends object, Store, Values>(
  definition: SubgraphDefinition<Context, Store, Values>,
  host: Host,
): Promise<OpenSubgraph> {
  // as: a definition without settings is opened with undefined, as its type says.
  const settings = definition.settings?.read(host.configuration) as Values;
  const opened = await definition.open(host, settings);
  const marks = readPersonalMarks(definition.name, definition.schema);
  const { retentionBox } = opened;
  const retain: RetainErased | undefined =
    retentionBox === undefined ? undefined : (tx, rows) => retainRows(tx, retentionBox, rows, host.now());
  const domain = { ...opened, eraseUser: withRuntimeTables(withMarks(opened.eraseUser, marks, retain)) };
  // What the runtime itself answers knows no context of the domain, only who asks.
  const callers = new WeakMap<object, Caller>();
  const callerOf = (context: object): Caller => callers.get(context) ?? ANONYMOUS;
  const collections = [...(domain.personalData ?? []), ...markedCollections(domain.database.sql, marks.tables)];
  const { sql } = domain.database;
  const schemaWithSnapshot = withSnapshot(buildSchema(definition), { sources: domain.snapshot ?? [], sql, callerOf });
  const schemaWithAudit = withAuditEntries(schemaWithSnapshot, sql);
  const schemaWithObstacles = withDeletionObstacles(schemaWithAudit, domain.deletionObstacles);
  const schemaWithSubjects = withModerationSubject(schemaWithObstacles, {
    sources: domain.moderationSources ?? [],
    callerOf,
  });
  const schema = guardInternalFields(withPersonalData(schemaWithSubjects, collections), callerOf);
  const reactions = reactionsOf(definition.name, domain, () => undefined);
  const producers = producersOf(reactions);
  const workers = startWorkers(definition.name, domain, host);
  const executor = createSchemaExecutor({
    schema,
    createContext(caller, request) {
      const context = domain.createContext(caller, request);
      callers.set(context, caller);
      return context;
    },
    // as: it is a context that this domain made, above.
    extensionsOf: (context) => domain.extensionsOf?.(context as Context) ?? null,
    onMutated: workers.wakeRelay,
    log: host.log,
  });

  const execute = marks.hasRelations ? requireCompleteRelations(executor.execute, sql) : executor.execute;

  return {
    execute: host.configuration.logsRepeatedStatements ? reportRepeatedStatements(execute, host) : execute,
    async handle(routePath, method, request, caller) {
      const route = definition.routes?.find((declared) => declared.path === routePath && declared.method === method);
      if (route === undefined) return new Response(null, { status: 404 });
      const checked = checkRouteText(request);
      if (checked === null) return badRequest();
      const requestId = checked.headers.get('x-request-id') ?? undefined;
      try {
        const context = domain.createContext(caller, { requestId, signal: request.signal });
        return await route.handle(checked, context);
      } catch (error) {
        // Whoever asked is gone: nothing has failed here.
        if (request.signal.aborted) return new Response(null, { status: CLIENT_CLOSED_REQUEST });
        return faultResponse(maskThrown(error, host.log, requestId));
      } finally {
        if (method !== 'GET' && method !== 'HEAD') workers.wakeRelay();
      }
    },
    async checkDatabase() {
      await sql.$queryRaw`SELECT 1`;
    },
    async ready() {
      const incomplete = await incompleteCopies(sql, producers);
      if (incomplete.length === 0) return;
      const progress = incomplete.map(({ producer, percent }) => `${producer} ${percent} %`);
      throw new Error(`snapshot ${progress.join(', ')}`);
    },
    verifyAuditChain: () => verifyAuditChain(sql),
    deadLetters: () => deadLetters(domain.database.sql),
    retryDeadLetters: () => retryDeadLetters(domain.database, reactions, host.log),
    ...failuresOf(definition.name, domain.database, host),
    imports: {
      importers: (domain.importers ?? []).map((open) => open(domain.database, host.now)),
      reservations: (domain.importReservations ?? []).map((open) => open(domain.database, host.now)),
    },
    async close() {
      await executor.close();
      await workers.close();
      await domain.close?.();
      await domain.database.close();
    },
  };
}

/** As nginx logs it; no client ever sees it. */
const CLIENT_CLOSED_REQUEST = 499;

/** What failed in the background, for commands. */
function failuresOf(
  name: string,
  { sql, transaction }: Pick<Database<unknown>, 'sql' | 'transaction'>,
  { signals, now }: Pick<Host, 'signals' | 'now'>,
): Pick<OpenSubgraph, 'deadWork' | 'failedSagas'> {
  const notified = async (count: number): Promise<number> => {
    if (count > 0) await notifyWork(signals, name);
    return count;
  };
  return {
    deadWork: {
      list: async () => await deadWork(sql),
      retry: async (id) => notified(await transaction((_, tx) => retryDeadWork(tx, id, now()))),
      drop: (id) => dropDeadWork(sql, id),
    },
    failedSagas: {
      list: async () => await failedSagas(sql),
      retry: async (id) => notified(await retrySagas(sql, id, now())),
      abandon: (id) => transaction((_, tx) => abandonSaga(tx, id, now())),
    },
  };
}

const badRequest = (): Response =>
  faultResponse(fault('BAD_USER_INPUT', 'The address holds what is not text, or is too long.'));

function buildSchema({ schema, resolvers }: { schema: URL; resolvers: object }): GraphQLSchema {
  const modules: unknown = [{ typeDefs: parse(readFileSync(schema, 'utf8')), resolvers }];
  // as: Apollo's resolver map type cannot be met by generated resolver types; a wrong name in it throws here, at start.
  return buildSubgraphSchema(modules as Parameters<typeof buildSubgraphSchema>[0]);
}
