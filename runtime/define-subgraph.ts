import type { Caller } from './caller.ts';
import type { Database } from './database.ts';
import type { Reaction } from './events/reaction.ts';
import type { Executor, GraphQLRequest } from './executor.ts';
import type { Host } from './host.ts';
import { openSubgraph } from './open-subgraph.ts';

import type { Route, RouteRequest } from './route.ts';

/** Work that exactly one process of a domain does at a time. Runs until `signal` aborts; restarted when it throws. */
export interface Job {
  readonly name: string;
  run(signal: AbortSignal): Promise<void>;
}

/** What a domain's `open` hands the runtime. */
export interface Domain<Context, Store> {
  /** Runs once per request and once per event of a subscription, so that no data loader outlives one answer. */
  createContext(caller: Caller, request: Pick<GraphQLRequest, 'requestId' | 'signal'>): Context;
  readonly database: Database<Store>;
  /** What it does on other domains' events. */
  readonly reactions?: readonly Reaction<Store>[];
  readonly jobs?: readonly Job[];
  /** Closes what it opened beside the database. */
  close?(): Promise<void>;
}

/** A domain folder as a value; nothing runs until a process opens it. */
export interface SubgraphDefinition<Context extends object, Store> {
  /** The folder's name, and the name of its database schema and role. */
  readonly name: string;
  /** Id prefixes of this domain, and the entity each stands for. */
  readonly ids: Readonly<Record<string, string>>;
  readonly schema: URL;
  readonly resolvers: object;
  readonly routes?: readonly Route<Context>[];
  open(host: Host): Domain<Context, Store> | Promise<Domain<Context, Store>>;
}

/** A domain that runs in this process. */
export interface OpenSubgraph {
  readonly execute: Executor;
  /** Answers one of the domain's declared routes. */
  handle(routePath: string, method: string, request: RouteRequest, caller: Caller): Promise<Response>;
  /** Rejects while the domain cannot serve: its database is away. */
  ready(): Promise<void>;
  /** Ends streams, workers and pools, in this order. */
  close(): Promise<void>;
}

/** What a domain's `index.ts` exports. */
export interface Subgraph {
  readonly name: string;
  readonly ids: Readonly<Record<string, string>>;
  readonly routes: readonly Pick<Route<never>, 'method' | 'path'>[];
  open(host: Host): Promise<OpenSubgraph>;
}

/** Turns one domain folder into a value that any process can open, embedded or served. */
export const defineSubgraph = <Context extends object, Store>(
  definition: SubgraphDefinition<Context, Store>,
): Subgraph => ({
  name: definition.name,
  ids: definition.ids,
  routes: definition.routes ?? [],
  open: (host) => openSubgraph(definition, host),
});
