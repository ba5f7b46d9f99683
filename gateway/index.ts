import type { ExecutionResult } from 'graphql';
import type { Caller } from '../runtime/executor/caller.ts';
import { inSteps } from '../runtime/resilience/in-steps.ts';
import { createAdmission } from './limits/admission.ts';
import { boundsOf } from './limits/bounds.ts';
import type { OperationRequest } from './operation/operation-request.ts';
import { createMetrics, registerLoadGate } from './pipeline/gateway-metrics.ts';
import type { GatewayOptions, Subgraphs } from './pipeline/gateway-options.ts';
import { TIMES } from './pipeline/gateway-times.ts';
import { openPipeline } from './pipeline/open-pipeline.ts';
import type { Pipeline } from './pipeline/pipeline.ts';
import type { ResultStream } from './subscribe/result-stream.ts';
import { buildSupergraph, supergraphInSteps } from './supergraph/build-supergraph.ts';
import { type Supergraph, SupergraphError } from './supergraph/supergraph.ts';
import { createLiveConnections } from './transport/client/live-connections.ts';
import { createEmbeddedExecute } from './transport/embedded/embedded-execute.ts';
import { openServer } from './transport/server/open-server.ts';

/** A gateway that serves. */
export interface Gateway {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /**
   * Answers an operation as a caller, as a client would get it: for processes that hold the gateway. Numbers that no double
   * holds are raw (`runtime/text/json-numbers.ts`). Never rejects.
   */
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
  const supergraph = options.supergraph ?? buildSupergraph(options.supergraphSdl);
  openNamed(supergraph, subgraphs);
  for (const name of times.subgraphs?.keys() ?? [])
    if (!supergraph.urls.has(name)) log.warn({ subgraph: name }, 'A time is set for a subgraph that there is not');
  const admission = createAdmission(boundsOf(options));
  registerLoadGate(options.registry, admission.gate);
  const pipeline = openPipeline(options, { supergraph, times, metrics, admission });
  const connections = createLiveConnections(options.now);
  const server = await openServer({
    options,
    times,
    run: pipeline.run,
    connections,
    metrics,
    admission,
    supergraph: () => pipeline.supergraph,
  });

  let closing: Promise<void> | null = null;
  const swap = createSwap({ pipeline, subgraphs, log, isClosing: () => closing !== null });
  return {
    url: server.url,
    port: server.port,
    execute: createEmbeddedExecute(pipeline.run),
    swap,
    endSession: (sessionId) => connections.endSession(sessionId),
    close() {
      closing ??= server
        .close()
        .then(() => Promise.all([subgraphs.close(), pipeline.close()]))
        .then(() => undefined);
      return closing;
    },
  };
}

interface SwapParts extends Pick<GatewayOptions, 'subgraphs' | 'log'> {
  readonly pipeline: Pipeline;
  isClosing(): boolean;
}

function createSwap({ pipeline, subgraphs, log, isClosing }: SwapParts): Gateway['swap'] {
  const swap = async (sdl: string): Promise<void> => {
    const next = await inSteps(supergraphInSteps(sdl));
    const { supergraph } = pipeline;
    if (isClosing() || next.hash === supergraph.hash) return;
    try {
      openNamed(next, subgraphs);
    } catch (error) {
      subgraphs.keep?.(supergraph.subgraphs);
      throw error;
    }
    await pipeline.swap(next);
    log.info({ supergraph: next.hash.slice(0, 12) }, 'another supergraph is served');
  };
  let last: Promise<unknown> = Promise.resolve();
  return (sdl) => {
    const swapped = last.then(() => swap(sdl));
    last = swapped.catch(() => undefined);
    return swapped;
  };
}

/** Opens what a supergraph names, where that is for it to say. @throws SupergraphError when not all of it is open then. */
function openNamed({ subgraphs: named }: Supergraph, subgraphs: Subgraphs): void {
  subgraphs.keep?.(named);
  const missing = named.filter(({ name, url }) => subgraphs.executor(name, url) === null);
  if (missing.length === 0) return;
  throw new SupergraphError(`No such subgraph is open: ${missing.map(({ name }) => name).join(', ')}`);
}
