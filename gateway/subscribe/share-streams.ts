import { randomUUID } from 'node:crypto';
import { type ExecutionResult, GraphQLString, Kind, valueFromAST } from 'graphql';
import { ANONYMOUS } from '../../runtime/executor/caller.ts';
import type { KnownOperation } from '../operation/prepare-operation.ts';
import type { PreparedOperation } from '../operation/prepared-operation.ts';
import type { RequestScope } from '../operation/request-scope.ts';
import type { LiveOperation, LiveOperations } from './live-operations.ts';
import { createMailbox } from './mailbox.ts';
import type { OpenEvents } from './open-events.ts';
import type { ResultStream } from './result-stream.ts';
import { type Begin, createStreamFamily, type StreamFamily } from './stream-family.ts';
import type { Subscribe } from './subscribe.ts';

/** What sharing works with. */
export interface SharingParts {
  readonly openEvents: OpenEvents;
  /** Whether an operation's events are the same for everybody. */
  isPublic(prepared: PreparedOperation): boolean;
  /** For everything else. */
  readonly alone: Subscribe;
  readonly clock: () => number;
  /** Absent: streams go on with the supergraph that they began with. */
  readonly live?: LiveOperations;
}

/** Subscriptions of which those that are public and alike share one upstream, one execution an event and one text. */
export function createSharingSubscribe({ openEvents, isPublic, alone, clock, live }: SharingParts): Subscribe {
  const families = new WeakMap<KnownOperation, Map<string, StreamFamily>>();
  const find = (known: KnownOperation, key: string): StreamFamily | undefined => families.get(known)?.get(key);
  const keep = (known: KnownOperation, key: string, family: StreamFamily): void => {
    const siblings = families.get(known) ?? new Map<string, StreamFamily>();
    families.set(known, siblings);
    siblings.set(key, family);
  };

  function openFamily(first: PreparedOperation, key: string): StreamFamily {
    const isDurable = first.known.resume !== null;
    const mayGoOn = (next: PreparedOperation): boolean => isPublic(next) && (next.known.resume !== null) === isDurable;
    let prepared = withoutAfter(first);
    let leave: (() => void) | undefined;
    const forget = (): void => {
      if (find(prepared.known, key) === family) families.get(prepared.known)?.delete(key);
    };
    const operation: LiveOperation = {
      caller: ANONYMOUS,
      prepared: () => prepared,
      replace(next) {
        forget();
        prepared = withoutAfter(next);
        // Who came first under the other supergraph has founded another family; this one takes nobody in any more.
        if (mayGoOn(prepared) && find(prepared.known, key) === undefined) keep(prepared.known, key, family);
      },
      end: forget,
    };
    const family = createStreamFamily({
      open(after) {
        leave ??= live?.join(operation);
        return openEvents(prepared, { caller: ANONYMOUS, requestId: randomUUID() }, after, mayGoOn);
      },
      isDurable,
      clock,
      onEmpty() {
        forget();
        leave?.();
        leave = undefined;
      },
    });
    keep(prepared.known, key, family);
    return family;
  }

  function familyOf(prepared: PreparedOperation): StreamFamily {
    const key = JSON.stringify(sharedVariables(prepared));
    return find(prepared.known, key) ?? openFamily(prepared, key);
  }

  return async (prepared, scope) =>
    isPublic(prepared) ? await follow(familyOf(prepared), beginOf(prepared), scope) : await alone(prepared, scope);
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
function sharedVariables({ known: { resume }, variables }: PreparedOperation): object {
  const after = resume?.clientAfter;
  if (after?.kind !== Kind.VARIABLE) return variables;
  return Object.fromEntries(Object.entries(variables).filter(([name]) => name !== after.name.value));
}

const withoutAfter = (prepared: PreparedOperation): PreparedOperation => ({
  ...prepared,
  variables: { ...sharedVariables(prepared) },
});

function beginOf({ known: { resume }, variables }: PreparedOperation): Begin {
  if (resume === null || resume.clientAfter === null) return 'now';
  const after = valueFromAST(resume.clientAfter, GraphQLString, variables);
  return typeof after === 'string' ? { after } : 'now';
}
