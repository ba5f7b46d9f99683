import { PASSWORD } from './fill-world.ts';
import type { Operation } from './operations.ts';
import type { Viewer } from './viewers.ts';

/** A request as the load sends it. `{n}` in the body stands for its number. */
export interface PreparedRequest {
  readonly body: string;
  readonly token: string | null;
}

/** Requests of an operation, each of another viewer than the one before; of history and sending over all conversations. */
export function requestsOf(operation: Operation, tokens: ReadonlyMap<Viewer, string>): PreparedRequest[] {
  const { name, query, isSignedIn } = operation;
  const turns = name === 'history' || name === 'sendMessage' ? [0, 1, 2, 3, 4] : [0];
  return turns.flatMap((turn) =>
    [...tokens].map(([viewer, token]) => ({
      body: JSON.stringify({ query, variables: variablesOf(name, viewer, turn) }),
      token: isSignedIn ? token : null,
    })),
  );
}

function variablesOf(name: string, { email, conversationIds }: Viewer, turn: number): object {
  const conversationId = conversationIds[turn];
  if (name === 'history') return { id: conversationId };
  if (name === 'login') return { input: { identifier: email, password: PASSWORD } };
  if (name !== 'sendMessage') return {};
  return { input: { conversationId, text: 'Neither short nor long, and number {n}.', clientMessageId: 'bench-{n}' } };
}
