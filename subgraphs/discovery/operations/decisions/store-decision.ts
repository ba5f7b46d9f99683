import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { DecisionKind, DiscoveryStore, Relationship } from '../../repository/index.ts';

/** What the viewer decides about a person. */
export interface Deciding {
  readonly viewerId: string;
  readonly otherId: string;
  readonly kind: DecisionKind;
  readonly comment: string | null;
  readonly photoId: string | null;
  readonly promptId: string | null;
  /** Whether the viewer was shown the person, whatever the two look for by now. */
  readonly wasShown: boolean;
  /** Of a pass: when the person may be shown again; null: never. */
  readonly hiddenUntil: Date | null;
  readonly now: Date;
}

/** Why a decision was refused. */
export type DecisionRefusal = InvalidInput | NotFound | RefusalOf<'AlreadyDecided'> | RefusalOf<'DiscoveryOff'>;

/** A decision that was stored, and how the viewer stood to the person before. */
interface Stored {
  readonly id: string;
  readonly relationship: Relationship;
}

/** Where a decision is checked and written. */
export type DecisionStore = Pick<DiscoveryStore, 'hasPrompt' | 'lockPair' | 'saveDecision' | 'relationshipOf'>;

/**
 * Stores what the viewer decides, under the lock of the pair and in the caller's transaction. `spend` counts it when it is
 * permitted, and may refuse it. A person whom the viewer may not know of is refused like one who does not exist.
 */
export async function storeDecision<Spent>(
  store: DecisionStore,
  deciding: Deciding,
  spend: () => Promise<Result<unknown, Spent>>,
): Promise<Result<Stored, DecisionRefusal | Spent>> {
  const { viewerId, otherId, kind, comment, photoId, promptId, wasShown, hiddenUntil, now } = deciding;
  if (otherId === viewerId) return refuse(ONESELF);
  await store.lockPair(viewerId, otherId);
  const relationship = await store.relationshipOf(viewerId, otherId, { now, wasShown });
  const refusal = refusalOf(relationship);
  if (refusal !== null) return refuse(refusal);
  if (promptId !== null && !(await store.hasPrompt(otherId, promptId)))
    return notFound('This person has no such prompt.', 'on', 'promptId');
  const spent = await spend();
  if (!spent.ok) return spent;
  const id = newId('dlk', now);
  await store.saveDecision({
    ...{ id, userId: viewerId, otherId, kind, comment, photoId, promptId, decidedAt: now, hiddenUntil },
  });
  return done({ id, relationship });
}

function refusalOf({ viewerState, isShown, decision, receivedLikeId, hasMatch }: Relationship): DecisionRefusal | null {
  if (viewerState === 'OFF') return OFF;
  if (!isShown) return NOBODY;
  if (hasMatch || decision !== null) return DECIDED;
  // A pause keeps new people away; who has sent a like before can still be answered.
  return viewerState === 'PAUSED' && receivedLikeId === null ? OFF : null;
}

const PATH = ['input', 'userId'];
const ONESELF: InvalidInput = { __typename: 'InvalidInput', message: 'You cannot decide about yourself.', path: PATH };
const NOBODY: NotFound = {
  ...{ __typename: 'NotFound', message: 'There is nobody here whom you can decide about.', path: PATH },
};
const OFF: RefusalOf<'DiscoveryOff'> = {
  ...{ __typename: 'DiscoveryOff', message: 'You are not in discovery, or have paused it.', path: [] },
};
const DECIDED: RefusalOf<'AlreadyDecided'> = {
  ...{ __typename: 'AlreadyDecided', message: 'You have decided about this person before.', path: PATH },
};
