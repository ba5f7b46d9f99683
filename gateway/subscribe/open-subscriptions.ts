import type { GraphQLError } from 'graphql';
import type { Caller } from '../../runtime/executor/caller.ts';
import { fault } from '../../runtime/executor/faults.ts';
import { inSteps } from '../../runtime/resilience/in-steps.ts';
import type { OperationRequest } from '../operation/operation-request.ts';
import type { PlannedOperation, PreparationResult } from '../operation/planned-operation.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';

/** An operation that outlives the supergraph it was prepared against. */
export interface OpenSubscription {
  /** As it runs now. */
  current(): PlannedOperation;
  readonly caller: Caller;
  /** Goes on as this: the same operation of the same caller, prepared against another supergraph. */
  replace(next: PlannedOperation): void;
  /** Ends it, since the other supergraph refuses it. */
  end(error: GraphQLError): void;
}

/** Reads, checks and plans an operation against one supergraph. Never throws, nor rejects. */
export type Prepare = (request: OperationRequest, caller: Caller) => PreparationResult | Promise<PreparationResult>;

/** All operations that stay open, each kept to the supergraph that is served. */
export interface OpenSubscriptions {
  /** Adds an operation; one that was prepared before the last swap is prepared anew at once. The answer takes it out. */
  join(operation: OpenSubscription): () => void;
  /** Has every operation go on with another supergraph, or end. Resolves when the last one does; other work goes on between. */
  move(supergraph: Supergraph, prepare: Prepare): Promise<void>;
}

/** How long operations are moved before other work has its turn, in milliseconds. */
const TURN_MS = 5;

/** Keeps nothing alive but what is open. */
export function createOpenSubscriptions(): OpenSubscriptions {
  const operations = new Set<OpenSubscription>();
  let served: { readonly supergraph: Supergraph; readonly prepare: Prepare } | null = null;

  /** A promise when it is planned elsewhere meanwhile. */
  function follow(operation: OpenSubscription): Promise<void> | undefined {
    const { analysis, request } = operation.current();
    if (served === null || analysis.supergraph === served.supergraph) return undefined;
    const { supergraph, prepare } = served;
    const goOn = (prepared: PreparationResult): void => {
      // It has ended meanwhile, or yet another supergraph is served.
      if (!operations.has(operation) || served?.supergraph !== supergraph) return;
      if (prepared.ok) operation.replace(prepared.value);
      else operation.end(prepared.refusal[0] ?? fault('INTERNAL', 'Internal server error.'));
    };
    const prepared = prepare(request, operation.caller);
    if (prepared instanceof Promise) return prepared.then(goOn);
    goOn(prepared);
    return undefined;
  }

  function* followAll(): Generator<Promise<void> | undefined, void> {
    let began = performance.now();
    for (const operation of operations) {
      const going = follow(operation);
      if (going === undefined && performance.now() - began < TURN_MS) continue;
      yield going;
      began = performance.now();
    }
  }

  return {
    join(operation) {
      operations.add(operation);
      void follow(operation);
      return () => void operations.delete(operation);
    },
    async move(supergraph, prepare) {
      served = { supergraph, prepare };
      await inSteps(followAll());
    },
  };
}
