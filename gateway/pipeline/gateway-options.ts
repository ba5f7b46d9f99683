import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Caller } from '../../runtime/executor/caller.ts';
import type { Executor } from '../../runtime/executor/executor.ts';
import type { RouteDeclaration, RouteRequest } from '../../runtime/executor/route.ts';
import type { RouteResponse } from '../../runtime/executor/route-response.ts';
import type { ClockDifference } from '../../runtime/serve/clock-differences.ts';
import type { Authenticate } from '../identity/identity.ts';
import type { Bounds } from '../limits/bounds.ts';
import type { DocumentSources } from '../limits/persisted-documents.ts';
import type { PolicyEvaluator } from '../operation/access-check.ts';
import type { RestRoutes } from '../rest/rest-routes.ts';
import type { SubgraphAddress, Supergraph } from '../supergraph/supergraph.ts';
import type { GatewayTimes } from './gateway-times.ts';

/** A route outside GraphQL that a subgraph serves, in this process or another. */
export interface MountedRoute extends RouteDeclaration {
  handle(request: RouteRequest, caller: Caller, requestId: string): Promise<RouteResponse>;
}

/** The subgraphs behind a gateway, however they are reached. */
export interface Subgraphs {
  /** The executor of a subgraph, by its name and the address in the supergraph; null when it is not open. */
  executor(name: string, url: string): Executor | null;
  /** Whether a subgraph is behind a port; absent: all run in this process. */
  isRemote?(name: string): boolean;
  /**
   * Opens what a supergraph names, and closes the rest once nothing that began before can need it. Absent: the
   * addresses are not the supergraph's to say.
   */
  keep?(addresses: readonly SubgraphAddress[]): void;
  readonly routes: readonly MountedRoute[];
  /** Names of those that run in this process; absent: none. */
  readonly embedded?: readonly string[];
  /** Those of the embedded ones that cannot serve now, for `/readyz`. */
  unready(): Promise<readonly string[]>;
  /** Those in other processes whose clock is not as ours; absent: none is known. */
  clocks?(): readonly ClockDifference[];
  close(): Promise<void>;
}

/** What the landing page offers in development. */
export interface Explorer {
  /** Folder with the built page; absent: a page of a few lines. */
  readonly directory: string;
  /** Demo logins, to be shown as they are. */
  readonly logins: readonly { readonly identifier: string; readonly password: string }[];
}

/** Everything a gateway is made of; nothing is read from elsewhere. */
export interface GatewayOptions {
  /** The composed schema, as text. */
  readonly supergraphSdl: string;
  /** What `supergraphSdl` was built into already; else it is built when the gateway opens. */
  readonly supergraph?: Supergraph;
  readonly subgraphs: Subgraphs;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Null: no identities; everyone is a visitor. */
  readonly authenticate: Authenticate | null;
  /** The one subgraph whose word counts that a session was opened or ended; absent: none. */
  readonly sessionSubgraph?: string;
  readonly limits: boolean;
  readonly production: boolean;
  /** Absent: every policy denies. */
  readonly policy?: PolicyEvaluator;
  /** Origins beside our own, and patterns of them, that may open sockets and read answers. */
  readonly allowedOrigins: readonly string[];
  /** Addresses or ranges of proxies whose `X-Forwarded-For` is believed; absent: none. */
  readonly trustedProxies?: readonly string[];
  /** Absent: hashes are known to this process alone, and every document may be sent. */
  readonly documents?: DocumentSources;
  /** How long shared caches may keep what anybody gets by `GET` of a document's hash; absent or 0: not at all. */
  readonly publicCacheSeconds?: number;
  /** Whether equal queries of one caller that run at the same time are answered by one execution; absent: they are. */
  readonly shareQueries?: boolean;
  /** Whether answers and the explorer's files are compressed for clients that ask for it; absent: they are. */
  readonly compression?: boolean;
  /** Queries and mutations that take as long are logged at `info`, in milliseconds; absent or 0: none for its time. */
  readonly slowOperationMs?: number;
  /**
   * Names, in lower case, of clients' headers that go on to subgraphs behind a port, and as parameters of their sockets;
   * absent: none. Whatever depends on them is not shared between clients whose headers differ.
   */
  readonly forwardHeaders?: readonly string[];
  /** Codes of subgraphs' errors that reach clients beside the closed list, with the message; absent: none. */
  readonly subgraphErrorCodes?: readonly string[];
  readonly registry: Registry;
  /** Whether `/metrics` is served on the port of clients; by default it is. */
  readonly servesMetrics?: boolean;
  readonly log: Logger;
  readonly now: () => Date;
  readonly explorer: Explorer | null;
  /** Routes of older systems below `/v1`; absent: none. */
  readonly restRoutes?: RestRoutes;
  readonly times?: Partial<GatewayTimes>;
  /** What tests make narrower than it is, and operators wider. */
  readonly bounds?: Partial<Bounds>;
}
