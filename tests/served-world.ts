import { generateKeyPairSync } from 'node:crypto';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { GraphQLError, parse } from 'graphql';
import { type Logger, pino } from 'pino';
import { ANONYMOUS, type Caller } from '../runtime/executor/caller.ts';
import { fault } from '../runtime/executor/faults.ts';
import { createSchemaExecutor } from '../runtime/graphql/schema-executor.ts';
import { callerKeySet, createCallerSigner, createCallerVerifier } from '../runtime/serve/caller-token.ts';
import { createRemoteExecutor, type RemoteExecutor } from '../runtime/serve/remote-executor.ts';
import type { ServeOptions } from '../runtime/serve/serve-options.ts';
import { type ServedSubgraph, serveSubgraph } from '../runtime/serve/serve-subgraph.ts';
import { type Channel, createChannel } from '../runtime/streams/channel.ts';
import type { OpenSubgraph } from '../runtime/subgraph/subgraph.ts';

export const silent: Logger = pino({ level: 'silent' });
export const ada: Caller = { ...ANONYMOUS, viewerId: 'usr_ada', scopes: ['read'] };

const newKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** The key that the served subgraph trusts, and one that it does not. */
export const keys = { trusted: newKey(), other: newKey() } as const;

const SCHEMA = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { whoAmI: String fails(how: String): String must: String! echo(text: String): String }
  type Mutation { change: String }
  type Subscription { count: Int fails: Int }
  type Thing @key(fields: "id") { id: ID! }
`);

/** One small subgraph whose subscription `count` the test feeds. */
export interface SmallSubgraph {
  readonly open: OpenSubgraph;
  /** The sources of the subscriptions that were opened, oldest first. */
  readonly sources: (Channel<number> & { readonly returned: Promise<void> })[];
  readonly mutations: { count: number };
}

/** Opens it; `beforeAnswer` may hold answers back. */
export function openSmallSubgraph(
  log: Logger = silent,
  beforeAnswer: () => Promise<void> = async () => {},
): SmallSubgraph {
  const sources: SmallSubgraph['sources'] = [];
  const mutations = { count: 0 };
  const failing: Record<string, () => unknown> = {
    fault: () => fault('FORBIDDEN', 'Not yours.'),
    plain: () => new Error('password=hunter2'),
    graphql: () => new GraphQLError('row 7 of table secrets'),
    text: () => 'not even an error',
    database: () => Object.assign(new Error('10.0.0.7:5432'), { code: 'P1001' }),
  };
  const source = () => {
    const channel = createChannel<number>({ keepLast: false });
    const returned = Promise.withResolvers<void>();
    sources.push({ ...channel, returned: returned.promise });
    return channel.iterate(() => returned.resolve());
  };
  const resolve = (n: number) => n;
  const resolvers = {
    Query: {
      whoAmI: async (_: unknown, __: unknown, { viewerId }: Caller) => {
        await beforeAnswer();
        return viewerId;
      },
      fails: (_: unknown, { how }: { how: string }) => {
        throw failing[how]?.();
      },
      must: () => null,
      echo: (_: unknown, { text }: { text: string }) => text,
    },
    Mutation: {
      change: () => {
        mutations.count += 1;
        return String(mutations.count);
      },
    },
    Subscription: {
      count: { subscribe: source, resolve },
      fails: {
        async *subscribe() {
          yield 1;
          throw new Error('password=hunter2');
        },
        resolve,
      },
    },
    Thing: { __resolveReference: (reference: unknown) => reference },
  };
  const executor = createSchemaExecutor({
    schema: buildSubgraphSchema([{ typeDefs: SCHEMA, resolvers }] as Parameters<typeof buildSubgraphSchema>[0]),
    createContext: (caller) => caller,
    onMutated: () => undefined,
    log,
  });
  return {
    sources,
    mutations,
    open: {
      execute: executor.execute,
      handle: async () => new Response('a route', { status: 201 }),
      checkDatabase: async () => undefined,
      ready: async () => undefined,
      verifyAuditChain: async () => ({ length: 0, hash: '', brokenAt: null }),
      deadLetters: async () => [],
      retryDeadLetters: async () => 0,
      failedSagas: { list: async () => [], retry: async () => 0, abandon: async () => false },
      deadWork: { list: async () => [], retry: async () => 0, drop: async () => false },
      imports: { importers: [], reservations: [] },
      close: executor.close,
    },
  };
}

export const tokenOf = (caller: Caller, audience = 'small', key: string = keys.trusted, at = new Date()): string =>
  createCallerSigner(key, () => at).sign(caller, audience);

/** Serves it on a free port. */
export const serveSmall = (open: OpenSubgraph, times: Pick<ServeOptions, 'headersMs'> = {}): Promise<ServedSubgraph> =>
  serveSubgraph({
    ...times,
    subgraph: { name: 'small', routes: [{ method: 'GET', path: '/things/:id' }] },
    open,
    verifier: createCallerVerifier(callerKeySet(keys.trusted), 'small', () => new Date()),
    host: '127.0.0.1',
    port: 0,
    log: silent,
    metrics: async () => 'up 1\n',
  });

/** The gateway's side of it. */
export const reach = (urls: readonly string[], key: string = keys.trusted): RemoteExecutor =>
  createRemoteExecutor({
    name: 'small',
    urls,
    callerToken: (caller) => tokenOf(caller, 'small', key),
    log: silent,
  });
