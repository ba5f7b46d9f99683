import { randomUUID } from 'node:crypto';
import { type ExecutionResult, GraphQLString, Kind, valueFromAST } from 'graphql';
import { ANONYMOUS } from '../../runtime/caller.ts';
import type { RequestScope } from '../execute/execute.ts';
import type { PreparedOperation } from '../plan/operation-store.ts';
import type { KnownOperation } from '../plan/prepare-operation.ts';
import { createMailbox } from './mailbox.ts';
import type { OpenEvents } from './open-events.ts';
import { type Begin, createStreamFamily, type StreamFamily } from './stream-family.ts';
import type { ResultStream, Subscribe } from './subscribe.ts';

/** What sharing works with. */
export interface SharingParts {
  readonly openEvents: OpenEvents;
  /** Whether an operation's events are the same for everybody. */
  isPublic(prepared: PreparedOperation): boolean;
  /** For everything else. */
  readonly alone: Subscribe;
  readonly clock: () => number;
}

/** Subscriptions of which those that are public and alike share one upstream, one execution an event and one text. */
export function createSharingSubscribe({ openEvents, isPublic, alone, clock }: SharingParts): Subscribe {
  const families = new WeakMap<KnownOperation, Map<string, StreamFamily>>();

  function familyOf(prepared: PreparedOperation): StreamFamily {
    const { known } = prepared;
    const siblings = families.get(known) ?? new Map<string, StreamFamily>();
    families.set(known, siblings);
    const key = JSON.stringify(sharedVariables(prepared));
    const found = siblings.get(key);
    if (found !== undefined) return found;
    const family = createStreamFamily({
      open: (after) => openEvents(withoutAfter(prepared), { caller: ANONYMOUS, requestId: randomUUID() }, after),
      isDurable: known.resume !== null,
      clock,
      onEmpty: () => {
        if (siblings.get(key) === family) siblings.delete(key);
      },
    });
    siblings.set(key, family);
    return family;
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
