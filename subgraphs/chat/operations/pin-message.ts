import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { Message } from '../repository/index.ts';
import { type ChangeNeeds, type MessageDeleted, messageDeleted, type Target } from './change-message.ts';
import { changeWritableMessage } from './change-writable-message.ts';
import { type NotPermitted, notPermitted } from './find-conversation.ts';
import { mayModerate } from './may-moderate.ts';
import type { ConversationReadOnly } from './require-writable.ts';

/** Most pinned messages of a conversation. */
export const MAX_PINS = 50;

const INPUT = z.object({ messageId: z.string() });

/** Why a message was not pinned. */
export type PinMessageRefusal =
  | InvalidInput
  | NotFound
  | NotPermitted
  | ConversationReadOnly
  | MessageDeleted
  | (RefusalOf<'PinLimitReached'> & { readonly limit: number });

const mayPin = (target: Target): boolean => target.kind === 'DIRECT' || mayModerate(target);
const mayNotPin = () => notPermitted('Only who manages the conversation pins messages.', 'messageId');

/** Pins a message to its conversation; pinning again changes nothing. */
export async function pinMessage(
  context: ChangeNeeds,
  raw: unknown,
): Promise<Result<Message | null, PinMessageRefusal>> {
  viewerOf(context.caller);
  const input = parseInput(INPUT, raw);
  if (!input.ok) return input;
  return changeWritableMessage<PinMessageRefusal>(context, input.value.messageId, async (store, target) => {
    const { message, viewerId, at } = target;
    if (!mayPin(target)) return mayNotPin();
    if (message.deletedAt !== null) return messageDeleted();
    const pinned = await store.pinnedSequences(message.conversationId);
    if (pinned.has(message.sequence)) return done(false);
    if (pinned.size >= MAX_PINS)
      return refuse({
        __typename: 'PinLimitReached',
        message: `A conversation holds at most ${MAX_PINS} pinned messages.`,
        path: ['input', 'messageId'],
        limit: MAX_PINS,
      });
    await store.pinMessage(message, at);
    await store.appendMessageChange(message, 'MESSAGE_PINNED', viewerId, at);
    return done(true);
  });
}

/** Takes a pinned message down; where it is not pinned nothing changes. */
export async function unpinMessage(
  context: ChangeNeeds,
  raw: unknown,
): Promise<Result<Message | null, InvalidInput | NotFound | NotPermitted | ConversationReadOnly>> {
  viewerOf(context.caller);
  const input = parseInput(INPUT, raw);
  if (!input.ok) return input;
  return changeWritableMessage<NotPermitted>(context, input.value.messageId, async (store, target) => {
    if (!mayPin(target)) return mayNotPin();
    const unpinned = await store.unpinMessage(target.message);
    if (unpinned) await store.appendMessageChange(target.message, 'MESSAGE_UNPINNED', target.viewerId, target.at);
    return done(unpinned);
  });
}
