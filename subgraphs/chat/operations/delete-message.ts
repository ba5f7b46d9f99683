import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../runtime/work/enqueue-work.ts';
import type { ChatContext } from '../context.ts';
import type { Message } from '../repository/index.ts';
import { type ChangeNeeds, changeMessage } from './change-message.ts';
import { type NotPermitted, notPermitted } from './find-conversation.ts';
import { mayModerate } from './may-moderate.ts';

const INPUT = z.object({ messageId: z.string() });

/**
 * Erases a message for everybody and leaves a tombstone: its author may, and who manages the group or room. At any time;
 * deleting again changes nothing.
 */
export async function deleteMessage(
  context: ChangeNeeds & { readonly signals: Pick<ChatContext['signals'], 'notify'> },
  raw: unknown,
): Promise<Result<Message | null, InvalidInput | NotFound | NotPermitted>> {
  viewerOf(context.caller);
  const input = parseInput(INPUT, raw);
  if (!input.ok) return input;
  const deleted = await changeMessage<NotPermitted>(context, input.value.messageId, async (store, target) => {
    const { message, viewerId, at } = target;
    if (message.authorId !== viewerId && !mayModerate(target))
      return notPermitted('Only its author can delete it, or who manages the conversation.', 'messageId');
    if (message.deletedAt !== null) return done(false);
    await store.eraseMessage(message, at);
    await store.appendMessageChange(message, 'MESSAGE_DELETED', viewerId, at);
    return done(true);
  });
  if (deleted.ok) await notifyWork(context.signals, 'chat');
  return deleted;
}
