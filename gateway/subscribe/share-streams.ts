import { randomUUID } from 'node:crypto';
import { type ExecutionResult, GraphQLString, Kind, valueFromAST } from 'graphql';
import { ANONYMOUS } from '../../runtime/executor/caller.ts';
import type { AnalyzedOperation } from '../operation/analyze-operation.ts';
import type { PlannedOperation } from '../operation/planned-operation.ts';
import type { RequestScope } from '../operation/request-scope.ts';
import { createMailbox } from './mailbox.ts';
import type { OpenEvents } from './open-events.ts';
import type { OpenSubscription, OpenSubscriptions } from './open-subscriptions.ts';
import type { ResultStream } from './result-stream.ts';
import { type Begin, createStreamFamily, type StreamFamily } from './stream-family.ts';
import type { Subscribe } from './subscribe.ts';

/** What sharing works with. */
export interface SharingParts {
  readonly openEvents: OpenEvents;
  /** Whether an operation's events are the same for everybody. */
  isPublic(planned: PlannedOperation): boolean;
  /** For everything else. */
  readonly alone: Subscribe;
  readonly clock: () => number;
  /** Absent: streams go on with the supergraph that they began with. */
  readonly live?: OpenSubscriptions;
}

/** Subscriptions of which those that are public and alike share one upstream, one execution an event and one text. */
export function createSharingSubscribe({ openEvents, isPublic, alone, clock, live }: SharingParts): Subscribe {
  const families = new WeakMap<AnalyzedOperation, Map<string, StreamFamily>>();
  const find = (analysis: AnalyzedOperation, key: string): StreamFamily | undefined => families.get(analysis)?.get(key);
  const keep = (analysis: AnalyzedOperation, key: string, family: StreamFamily): void => {
    const siblings = families.get(analysis) ?? new Map<string, StreamFamily>();
    families.set(analysis, siblings);
    siblings.set(key, family);
  };

  function openFamily(first: PlannedOperation, key: string): StreamFamily {
    const isDurable = first.analysis.resume !== null;
    const mayGoOn = (next: PlannedOperation): boolean =>
      isPublic(next) && (next.analysis.resume !== null) === isDurable;
    let planned = withoutAfter(first);
    let leave: (() => void) | undefined;
    const forget = (): void => {
      if (find(planned.analysis, key) === family) families.get(planned.analysis)?.delete(key);
    };
    const operation: OpenSubscription = {
      caller: ANONYMOUS,
      current: () => planned,
      replace(next) {
        forget();
        planned = withoutAfter(next);
        // Who came first under the other supergraph has founded another family; this one takes nobody in any more.
        if (mayGoOn(planned) && find(planned.analysis, key) === undefined) keep(planned.analysis, key, family);
      },
      end: forget,
    };
    const family = createStreamFamily({
      open(after) {
        leave ??= live?.join(operation);
        return openEvents(planned, { caller: ANONYMOUS, requestId: randomUUID() }, after, mayGoOn);
      },
      isDurable,
      clock,
      onEmpty() {
        forget();
        leave?.();
        leave = undefined;
      },
    });
    keep(planned.analysis, key, family);
    return family;
  }

  function familyOf(planned: PlannedOperation): StreamFamily {
    const key = JSON.stringify(sharedVariables(planned));
    return find(planned.analysis, key) ?? openFamily(planned, key);
  }

  return async (planned, scope) =>
    isPublic(planned) ? await follow(familyOf(planned), beginOf(planned), scope) : await alone(planned, scope);
}

async function follow(
  family: StreamFamily,
  begin: Begin,
  scope: RequestScope,
): Promise<ResultStream | ExecutionResult> {
  const mailbox = createMailbox();
  const seat = await family.join(mailbox.sink, begin);
  if (!('sink' in seat)) return seat;
  return mailbox.open(seat, scope);
}

/** Variables that make two subscriptions different; a durable one may begin where it will. */
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
