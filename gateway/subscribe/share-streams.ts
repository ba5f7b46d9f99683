import { randomUUID } from 'node:crypto';
import { type ExecutionResult, GraphQLString, Kind, valueFromAST } from 'graphql';
import { ANONYMOUS } from '../../runtime/executor/caller.ts';
import type { AnalyzedOperation } from '../operation/analyze-operation.ts';
import type { PlannedOperation } from '../operation/planned-operation.ts';
import type { RequestScope } from '../operation/request-scope.ts';
import type { OpenEvents } from './open-events.ts';
import type { OpenSubscription, OpenSubscriptions } from './open-subscriptions.ts';
import type { ResultStream } from './result-stream.ts';
import { type Begin, createStreamGroup, type StreamGroup } from './stream-group.ts';
import type { Subscribe } from './subscribe.ts';
import { createSubscriberBuffer } from './subscriber-buffer.ts';

/** Dependencies of `createSharingSubscribe`. */
export interface SharingParts {
  readonly openEvents: OpenEvents;
  /** Whether the events of an operation are the same for every caller. */
  isPublic(planned: PlannedOperation): boolean;
  /** Opens an upstream of its own for every other subscription. */
  readonly subscribeUnshared: Subscribe;
  readonly clock: () => number;
  /** Absent: streams stay on the supergraph that they were opened with. */
  readonly openSubscriptions?: OpenSubscriptions;
}

/** Lets public subscriptions with equal variables share one upstream, one execution and one serialization per event. */
export function createSharingSubscribe({
  openEvents,
  isPublic,
  subscribeUnshared,
  clock,
  openSubscriptions,
}: SharingParts): Subscribe {
  const groups = new WeakMap<AnalyzedOperation, Map<string, StreamGroup>>();
  const find = (analysis: AnalyzedOperation, key: string): StreamGroup | undefined => groups.get(analysis)?.get(key);
  const register = (analysis: AnalyzedOperation, key: string, group: StreamGroup): void => {
    const others = groups.get(analysis) ?? new Map<string, StreamGroup>();
    groups.set(analysis, others);
    others.set(key, group);
  };

  function openGroup(first: PlannedOperation, key: string): StreamGroup {
    const isDurable = first.analysis.resume !== null;
    const canContinue = (next: PlannedOperation): boolean =>
      isPublic(next) && (next.analysis.resume !== null) === isDurable;
    let planned = withoutAfter(first);
    let leave: (() => void) | undefined;
    const unregister = (): void => {
      if (find(planned.analysis, key) === group) groups.get(planned.analysis)?.delete(key);
    };
    const operation: OpenSubscription = {
      caller: ANONYMOUS,
      current: () => planned,
      replace(next) {
        unregister();
        planned = withoutAfter(next);
        // A subscriber may have opened a group under the new supergraph already; this one then accepts nobody new.
        if (canContinue(planned) && find(planned.analysis, key) === undefined) register(planned.analysis, key, group);
      },
      end: unregister,
    };
    const group = createStreamGroup({
      open(after) {
        leave ??= openSubscriptions?.join(operation);
        return openEvents(planned, { caller: ANONYMOUS, requestId: randomUUID() }, after, canContinue);
      },
      isDurable,
      clock,
      onEmpty() {
        unregister();
        leave?.();
        leave = undefined;
      },
    });
    register(planned.analysis, key, group);
    return group;
  }

  function groupOf(planned: PlannedOperation): StreamGroup {
    const key = JSON.stringify(sharedVariables(planned));
    return find(planned.analysis, key) ?? openGroup(planned, key);
  }

  return async (planned, scope) =>
    isPublic(planned)
      ? await follow(groupOf(planned), beginOf(planned), scope)
      : await subscribeUnshared(planned, scope);
}

async function follow(group: StreamGroup, begin: Begin, scope: RequestScope): Promise<ResultStream | ExecutionResult> {
  const buffer = createSubscriberBuffer();
  const subscriber = await group.join(buffer.sink, begin);
  if (!('sink' in subscriber)) return subscriber;
  return buffer.open(subscriber, scope);
}

/** The variables that must be equal for sharing: all but the cursor that a durable subscription begins after. */
function sharedVariables({ analysis: { resume }, variables }: PlannedOperation): object {
  const after = resume?.clientAfter;
  if (after?.kind !== Kind.VARIABLE) return variables;
  return Object.fromEntries(Object.entries(variables).filter(([name]) => name !== after.name.value));
}

const withoutAfter = (planned: PlannedOperation): PlannedOperation => ({
  ...planned,
  variables: { ...sharedVariables(planned) },
});

function beginOf({ analysis: { resume }, variables }: PlannedOperation): Begin {
  if (resume === null || resume.clientAfter === null) return 'now';
  const after = valueFromAST(resume.clientAfter, GraphQLString, variables);
  return typeof after === 'string' ? { after } : 'now';
}
