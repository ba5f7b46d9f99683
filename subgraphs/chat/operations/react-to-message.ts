import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { Message } from '../repository/index.ts';
import { type ChangeNeeds, type MessageDeleted, messageDeleted } from './change-message.ts';
import { changeWritableMessage } from './change-writable-message.ts';
import { EMOJI } from './emoji.ts';
import type { NotPermitted } from './find-conversation.ts';
import type { ConversationReadOnly } from './require-writable.ts';

/** Most kinds of emoji under one message. */
export const MAX_REACTION_KINDS = 20;

const INPUT = z.object({ messageId: z.string(), emoji: EMOJI });

/** Why a reaction was not noted. */
export type AddReactionRefusal =
  | InvalidInput
  | NotFound
  | NotPermitted
  | ConversationReadOnly
  | MessageDeleted
  | (RefusalOf<'ReactionLimitReached'> & { readonly limit: number });

/** Reacts to a message; the same reaction again changes nothing. */
export async function addReaction(
  context: ChangeNeeds,
  raw: unknown,
): Promise<Result<Message | null, AddReactionRefusal>> {
  viewerOf(context.caller);
  const input = parseInput(INPUT, raw);
  if (!input.ok) return input;
  const { messageId, emoji } = input.value;
  return changeWritableMessage<AddReactionRefusal>(
    context,
    messageId,
    async (store, { message, viewerId, reactionKinds, at }) => {
      if (message.deletedAt !== null) return messageDeleted();
      if (!reactionKinds.includes(emoji) && reactionKinds.length >= MAX_REACTION_KINDS)
        return refuse({
          __typename: 'ReactionLimitReached',
          message: `A message holds at most ${MAX_REACTION_KINDS} kinds of emoji.`,
          path: ['input', 'emoji'],
          limit: MAX_REACTION_KINDS,
        });
      return done(await store.addReaction({ message, emoji, userId: viewerId, at }));
    },
  );
}

/** Takes the viewer's own reaction back; where there is none nothing changes. */
export async function removeReaction(
  context: ChangeNeeds,
  raw: unknown,
): Promise<Result<Message | null, InvalidInput | NotFound | NotPermitted | ConversationReadOnly>> {
  viewerOf(context.caller);
  const input = parseInput(INPUT, raw);
  if (!input.ok) return input;
  const { messageId, emoji } = input.value;
  return changeWritableMessage<never>(context, messageId, async (store, { message, viewerId, at }) =>
    done(await store.removeReaction({ message, emoji, userId: viewerId, at })),
  );
}
