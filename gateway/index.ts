import type { ExecutionResult } from 'graphql';
import type { Caller } from '../runtime/caller.ts';
import { createExecute } from './execute/execute.ts';
import { createAdmission } from './limits/admission.ts';
import { BOUNDS, UNBOUNDED } from './limits/bounds.ts';
import { createPersistedDocuments } from './limits/persisted-documents.ts';
import { createMetrics, showGate } from './metrics.ts';
import type { GatewayOptions, Subgraphs } from './options.ts';
import { createPipeline, type OperationRequest } from './pipeline.ts';
import { createGuards } from './resilience/guards.ts';
import { shareQueries } from './resilience/share-queries.ts';
import { createOpenEvents } from './subscribe/open-events.ts';
import { isPublic } from './subscribe/public-operation.ts';
import { backoff } from './subscribe/resuming-stream.ts';
import { createSharingSubscribe } from './subscribe/share-streams.ts';
import { createSubscribe, type ResultStream } from './subscribe/subscribe.ts';
import { buildSupergraph, type Supergraph, SupergraphError, supergraphInSteps } from './supergraph.ts';
import { inSteps } from './swap/in-steps.ts';
import { createLiveOperations } from './swap/live-operations.ts';
import { TIMES } from './times.ts';
import { createLiveConnections } from './transport/live-connections.ts';
import { createOperationRunner } from './transport/operation-runner.ts';
import { requestIdOf } from './transport/request-id.ts';
import { openServer } from './transport/server.ts';

/** A gateway that serves. */
export interface Gateway {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Answers an operation as a caller, as a client would get it: for processes that hold the gateway. Never rejects. */
  execute(request: OperationRequest, caller: Caller): Promise<ExecutionResult | ResultStream>;
  /**
   * Serves another supergraph, once it is built and its plans are made beside the requests that go on meanwhile. One
   * swap follows another. @throws SupergraphError; then the one before stays.
   */
  swap(supergraphSdl: string): Promise<void>;
  /** Closes the sockets and event streams of a session that was ended. */
  endSession(sessionId: string): void;
  /** Not ready at once; ends what runs in good order, then closes the subgraphs. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Opens a gateway over a supergraph and listens.
 *
 * @throws SupergraphError for a supergraph that cannot be served, the system's error when the port cannot be had.
 */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const { log, subgraphs } = options;
  const times = { ...TIMES, ...options.times };
  const metrics = createMetrics(options.registry);
  const executor = (name: string, { urls }: Supergraph) => subgraphs.executor(name, urls.get(name) ?? '');
  const executeEach = createExecute(
    {
      executor,
      timeouts: times,
      guardOf: createGuards({
        isRemote: (name) => subgraphs.isRemote?.(name) ?? false,
        registry: options.registry,
        log,
      }),
      log,
      onCall(subgraph, seconds, failed) {
        metrics.subgraphSeconds.observe({ subgraph }, seconds);
        if (failed) metrics.subgraphFailures.inc({ subgraph });
      },
    },
    log,
  );
  const execute =
    options.shareQueries === false ? executeEach : shareQueries(executeEach, () => metrics.sharedQueries.inc());
  const live = createLiveOperations();
  const openEvents = createOpenEvents({ executor, execute, live, log, pause: backoff });
  const pipeline = createPipeline({
    supergraph: requireOpen(buildSupergraph(options.supergraphSdl), subgraphs),
    rules: { limits: options.limits, production: options.production },
    policy: options.policy ?? (() => false),
    execute,
    subscribe: createSharingSubscribe({
      openEvents,
      isPublic: (prepared) => isPublic(prepared, options.authenticate === null),
      alone: createSubscribe(openEvents),
      clock: () => performance.now(),
      live,
    }),
    documents: createPersistedDocuments(options.documents ?? { trusted: null, shared: null }),
    live,
    log,
  });
  const runner = createOperationRunner(pipeline, metrics);
  const connections = createLiveConnections(options.now);
  const admission = createAdmission(options.limits ? { ...BOUNDS, ...options.bounds } : UNBOUNDED);
  showGate(options.registry, admission.gate);
  const server = await openServer({
    options,
    times,
    runner,
    connections,
    metrics,
    admission,
    supergraph: () => pipeline.supergraph,
  });

  let closing: Promise<void> | null = null;
  const swap = async (sdl: string): Promise<void> => {
    const next = await inSteps(supergraphInSteps(sdl));
    const { supergraph } = pipeline;
    if (closing !== null || next.hash === supergraph.hash) return;
    try {
      subgraphs.keep?.(next.subgraphs);
      requireOpen(next, subgraphs);
    } catch (error) {
      subgraphs.keep?.(supergraph.subgraphs);
      throw error;
    }
    await pipeline.swap(next);
    log.info({ supergraph: next.hash.slice(0, 12) }, 'another supergraph is served');
  };
  let swapping: Promise<unknown> = Promise.resolve();
  return {
    url: server.url,
    port: server.port,
    async execute(request, caller) {
      const found = await runner.findDocument(request);
      const prepared = found.ok ? runner.prepare(found.value, caller) : found;
      if (!prepared.ok) return { errors: prepared.refusal };
      return await runner.run('internal', prepared.value, { caller, requestId: requestIdOf(undefined) });
    },
    swap(sdl) {
      const swapped = swapping.then(() => swap(sdl));
      swapping = swapped.catch(() => undefined);
      return swapped;
    },
    endSession: (sessionId) => connections.endSession(sessionId),
    close() {
      closing ??= server.close().then(() => subgraphs.close());
      return closing;
    },
  };
}

function requireOpen(supergraph: Supergraph, subgraphs: Subgraphs): Supergraph {
  const missing = supergraph.subgraphs.filter(({ name, url }) => subgraphs.executor(name, url) === null);
  if (missing.length === 0) return supergraph;
  throw new SupergraphError(`No such subgraph is open: ${missing.map(({ name }) => name).join(', ')}`);
}
