import { watchLoopDelay } from '../../runtime/resilience/loop-delay.ts';
import { createExecute } from '../execute/create-execute.ts';
import type { Execute } from '../execute/execute.ts';
import { shareQueries } from '../execute/share-queries.ts';
import type { Admission } from '../limits/admission.ts';
import { createPersistedDocuments } from '../limits/persisted-documents.ts';
import type { ReadingRules } from '../operation/disclosure-rules.ts';
import { createPlanning } from '../plan/planning.ts';
import { createGuards } from '../resilience/guards.ts';
import { isPublic } from '../subscribe/is-public.ts';
import { createOpenEvents } from '../subscribe/open-events.ts';
import { createOpenSubscriptions } from '../subscribe/open-subscriptions.ts';
import { backoff } from '../subscribe/resuming-stream.ts';
import { createSharingSubscribe } from '../subscribe/share-streams.ts';
import { createSubscribe } from '../subscribe/subscribe.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import type { GatewayOptions } from './gateway-options.ts';
import type { GatewayTimes } from './gateway-times.ts';
import { createOperationLog } from './operation-log.ts';
import { createOperationRecorder } from './operation-recorder.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';

/** What a pipeline is made of beside the gateway's options. */
export interface OpenPipelineParts {
  readonly supergraph: Supergraph;
  readonly times: GatewayTimes;
  readonly metrics: GatewayMetrics;
  readonly admission: Admission;
}

/** The one pipeline of a gateway, over its subgraphs as its first supergraph names them. */
export function openPipeline(
  options: GatewayOptions,
  { supergraph, times, metrics, admission }: OpenPipelineParts,
): Pipeline {
  const { log, subgraphs } = options;
  const executor = (name: string, { urls }: Supergraph) => subgraphs.executor(name, urls.get(name) ?? '');
  const guardOf = createGuards({
    isRemote: (name) => subgraphs.isRemote?.(name) ?? false,
    registry: options.registry,
    log,
  });
  const onCall = (subgraph: string, seconds: number, failed: boolean): void => {
    metrics.subgraphSeconds.observe({ subgraph }, seconds);
    if (failed) metrics.subgraphFailures.inc({ subgraph });
  };
  const namesSubgraphs = !options.production;
  const { authenticate, sessionSubgraph } = options;
  const errorCodes = new Set(options.subgraphErrorCodes);
  const loopDelay = watchLoopDelay();
  const calls = {
    ...{ executor, timeouts: times, guardOf, log, onCall, namesSubgraphs, errorCodes, sessionSubgraph },
    loopDelay,
  };
  const executeEach = createExecute(calls, log, authenticate ?? undefined);
  const execute: Execute =
    options.shareQueries === false ? executeEach : shareQueries(executeEach, () => metrics.sharedQueries.inc());
  const openSubscriptions = createOpenSubscriptions();
  const openEvents = createOpenEvents({ ...calls, execute, openSubscriptions, pause: backoff });
  const rules = readingRulesOf(options);
  const planning = createPlanning({
    rules,
    bounds: admission.bounds,
    clock: () => performance.now(),
    log,
    onPlanned: (where, seconds) => metrics.planSeconds.observe({ where }, seconds),
    onRefused: (reason) => metrics.planRefusals.inc({ reason }),
  });
  return createPipeline({
    supergraph,
    rules,
    policy: options.policy ?? (() => false),
    execute,
    subscribe: createSharingSubscribe({
      openEvents,
      // What depends on headers of a client is that client's own.
      isPublic: (planned) =>
        (options.forwardHeaders ?? []).length === 0 && isPublic(planned, options.authenticate === null),
      subscribeUnshared: createSubscribe(openEvents),
      clock: () => performance.now(),
      openSubscriptions,
    }),
    documents: createPersistedDocuments(options.documents ?? { trusted: null, shared: null }),
    admission,
    recorder: createOperationRecorder(metrics, createOperationLog(log, options.slowOperationMs ?? 0)),
    now: options.now,
    openSubscriptions,
    planning,
    log,
    close() {
      loopDelay.close();
      return planning.close();
    },
  });
}

function readingRulesOf({ limits, production, documents }: GatewayOptions): ReadingRules {
  const trustedTexts = new Set(documents?.trusted?.texts.values());
  return { limits, production, trusts: (text) => trustedTexts.has(text) };
}
