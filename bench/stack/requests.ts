import { PASSWORD } from './fill-world.ts';
import type { Operation } from './operations.ts';
import type { PeerOperation } from './postgraphile/operations.ts';
import type { Viewer } from './viewers.ts';

/** A request as the load sends it. `{n}` in the body stands for its number. */
export interface PreparedRequest {
  readonly body: string;
  readonly token: string | null;
}

/** A request to the stack, and the one to PostGraphile that says the same. */
export type RequestPair = readonly [ours: PreparedRequest, theirs: PreparedRequest];

/** Requests of an operation, each of another viewer than the one before; of history and sending over all conversations. */
export function requestsOf(
  { name, query, isSignedIn }: Operation,
  tokens: ReadonlyMap<Viewer, string>,
): PreparedRequest[] {
  return turnsOf(name).flatMap((turn) =>
    [...tokens].map(([viewer, token]) => ({
      body: JSON.stringify({ query, variables: variablesOf(name, viewer, turn) }),
      token: isSignedIn ? token : null,
    })),
  );
}

/** The same requests, each with that to PostGraphile, which takes the viewer from a variable. */
export function requestPairsOf(
  operation: Operation,
  { query }: PeerOperation,
  tokens: ReadonlyMap<Viewer, string>,
): RequestPair[] {
  const theirs = turnsOf(operation.name).flatMap((turn) =>
    [...tokens.keys()].map(({ id, conversationIds }) => ({
      body: JSON.stringify({ query, variables: { viewer: id, conversation: conversationIds[turn] } }),
      token: null,
    })),
  );
  return requestsOf(operation, tokens).flatMap((ours, at) => {
    const other = theirs[at];
    return other === undefined ? [] : [[ours, other] as const];
  });
}

const turnsOf = (name: string): readonly number[] =>
  name === 'history' || name === 'sendMessage' ? [0, 1, 2, 3, 4] : [0];

function variablesOf(name: string, { email, conversationIds }: Viewer, turn: number): object {
  const conversationId = conversationIds[turn];
  if (name === 'history') return { id: conversationId };
  if (name === 'login') return { input: { identifier: email, password: PASSWORD } };
  if (name !== 'sendMessage') return {};
  return { input: { conversationId, text: 'Neither short nor long, and number {n}.', clientMessageId: 'bench-{n}' } };
}
