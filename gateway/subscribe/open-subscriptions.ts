import type { GraphQLError } from 'graphql';
import type { Caller } from '../../runtime/executor/caller.ts';
import { fault } from '../../runtime/executor/faults.ts';
import { inSteps } from '../../runtime/resilience/in-steps.ts';
import type { OperationRequest } from '../operation/operation-request.ts';
import type { PlannedOperation, PreparationResult } from '../operation/planned-operation.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';

/** A subscription that can outlive the supergraph it was planned for. */
export interface OpenSubscription {
  /** The operation as it currently runs. */
  current(): PlannedOperation;
  readonly caller: Caller;
  /** Continues with `next`: the same operation of the same caller, planned for another supergraph. */
  replace(next: PlannedOperation): void;
  /** Ends it because it is not valid against the new supergraph. */
  end(error: GraphQLError): void;
}

/** Analyzes and plans an operation for one supergraph. Never throws or rejects. */
export type Prepare = (request: OperationRequest, caller: Caller) => PreparationResult | Promise<PreparationResult>;

/** Keeps every open subscription on the supergraph that is being served. */
export interface OpenSubscriptions {
  /** Adds a subscription; one planned before the last swap is planned again at once. Returns a function that removes it. */
  join(operation: OpenSubscription): () => void;
  /** Moves every subscription to another supergraph or ends it. Yields to other work; resolves after the last one. */
  move(supergraph: Supergraph, prepare: Prepare): Promise<void>;
}

/** How long subscriptions are moved before other work gets a turn, in milliseconds. */
const TURN_MS = 5;

/** Creates an empty registry. */
export function createOpenSubscriptions(): OpenSubscriptions {
  const operations = new Set<OpenSubscription>();
  let served: { readonly supergraph: Supergraph; readonly prepare: Prepare } | null = null;

  /** Gives a promise when planning is asynchronous. */
  function follow(operation: OpenSubscription): Promise<void> | undefined {
    const { analysis, request } = operation.current();
    if (served === null || analysis.supergraph === served.supergraph) return undefined;
    const { supergraph, prepare } = served;
    const goOn = (outcome: PreparationResult): void => {
      // The subscription has ended meanwhile, or the supergraph was swapped again.
      if (!operations.has(operation) || served?.supergraph !== supergraph) return;
      if (outcome.ok) operation.replace(outcome.value);
      else operation.end(outcome.refusal[0] ?? fault('INTERNAL', 'Internal server error.'));
    };
    const outcome = prepare(request, operation.caller);
    if (outcome instanceof Promise) return outcome.then(goOn);
    goOn(outcome);
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
