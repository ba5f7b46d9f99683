import type { AuditChain } from '../audit/audit-chain.ts';
import type { deadLetters } from '../events/dead-letter-table.ts';
import type { Caller } from '../executor/caller.ts';
import type { Executor } from '../executor/executor.ts';
import type { Route, RouteDeclaration, RouteRequest } from '../executor/route.ts';
import type { RouteResponse } from '../executor/route-response.ts';
import type { ImportAccess } from '../import/import-access.ts';
import type { FailedSaga } from '../sagas/failed-sagas.ts';
import type { Configuration } from '../settings/configuration.ts';
import type { Settings } from '../settings/define-settings.ts';
import type { DeadWork } from '../work/dead-work.ts';
import type { Domain } from './domain.ts';
import type { Host } from './host.ts';

/** A domain folder as a value; nothing runs until a process opens it. */
export interface SubgraphDefinition<Context extends object, Store, Values = undefined> {
  /** The folder's name, and the name of its database schema and role. */
  readonly name: string;
  /** Id prefixes of this domain, and the entity each stands for. */
  readonly ids: Readonly<Record<string, string>>;
  readonly schema: URL;
  /** Whether it reaches outside the system (mail, push, providers), so that its container gets a way out. A literal: it is read off the source. */
  readonly egress?: boolean;
  /** Whether it keeps files on the disk of its machine, so that its containers share a volume. A literal, as `egress` is. */
  readonly hasStorage?: boolean;
  /**
   * Whether work that handlers leave to it (`runsIn: 'worker'`) is done in a process beside the domain's own, served as
   * `<name>-worker`. A literal, as `egress` is.
   */
  readonly hasWorkerProcess?: boolean;
  readonly resolvers: object;
  readonly routes?: readonly Route<Context>[];
  /**
   * Folder in which it keeps the files that its routes respond with; null: nowhere on its machine. A gateway of the same
   * machine reads them there itself. Reads no secrets: the gateway may not have them.
   */
  readonly filesFolder?: (configuration: Configuration) => string | null;
  /** The variables of the environment that it needs; absent: none of its own. */
  readonly settings?: Settings<Values>;
  open(host: Host, settings: Values): Domain<Context, Store> | Promise<Domain<Context, Store>>;
}

/** Items of a domain's work queue that failed and are not tried again. */
export interface DeadWorkAccess {
  /** All of them, oldest first. */
  list(): Promise<readonly DeadWork[]>;
  /** Has one of them tried again, or all of them when `id` is null; returns how many. */
  retry(id: string | null): Promise<number>;
  /** Removes one of them for good; false when there is none with this id. */
  drop(id: string): Promise<boolean>;
}

/** Sagas of a domain whose step has failed. */
export interface FailedSagaAccess {
  /** At most 500, those first that have been in their state for longest. */
  list(): Promise<readonly FailedSaga[]>;
  /** Has the step of one of them run now, or of all when `id` is null; returns how many. */
  retry(id: string | null): Promise<number>;
  /** Ends a saga in the state it is in, whether it has failed or not; false when it does not run. */
  abandon(id: string): Promise<boolean>;
}

/** A domain that runs in this process. */
export interface OpenSubgraph {
  readonly execute: Executor;
  /** Handles a request for one of the domain's declared routes. Never rejects: what a handler throws becomes a response. */
  handle(routePath: string, method: string, request: RouteRequest, caller: Caller): Promise<RouteResponse>;
  /** Rejects while its database cannot be used. */
  checkDatabase(): Promise<void>;
  /** Rejects while the domain cannot serve: its database cannot be used, or its copy of others' facts is incomplete. */
  ready(): Promise<void>;
  /** Reads the whole audit log of the domain and verifies it. */
  verifyAuditChain(): Promise<AuditChain>;
  /** Events that could not be handled, oldest first. */
  deadLetters(): ReturnType<typeof deadLetters>;
  /** Handles them once more; answers how many were. Those that fail again stay, with the new error. */
  retryDeadLetters(): Promise<number>;
  readonly deadWork: DeadWorkAccess;
  readonly failedSagas: FailedSagaAccess;
  readonly imports: ImportAccess;
  /** Ends streams, workers and pools, in this order. */
  close(): Promise<void>;
}

/** What a domain's `index.ts` exports. */
export interface Subgraph {
  readonly name: string;
  readonly ids: Readonly<Record<string, string>>;
  readonly routes: readonly RouteDeclaration[];
  /** As the definition has it; absent: it keeps none. */
  readonly filesFolder?: ((configuration: Configuration) => string | null) | undefined;
  readonly settings?: Pick<Settings<unknown>, 'read'> | undefined;
  open(host: Host): Promise<OpenSubgraph>;
}
