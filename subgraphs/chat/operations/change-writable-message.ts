import { type NotFound, notFound } from '../../../runtime/operations/parse-input.ts';
import type { Result } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ChatStore, Message } from '../repository/index.ts';
import { type ChangeNeeds, changeMessage, type Target } from './change-message.ts';
import type { NotPermitted } from './find-conversation.ts';
import { type ConversationReadOnly, requireWritable } from './require-writable.ts';

/** Like `changeMessage`; refused while the conversation can only be read. */
export async function changeWritableMessage<Refusal>(
  context: ChangeNeeds,
  messageId: string,
  apply: (store: ChatStore, target: Target) => Promise<Result<boolean, Refusal>>,
): Promise<Result<Message | null, Refusal | NotFound | NotPermitted | ConversationReadOnly>> {
  viewerOf(context.caller);
  const seen = await context.messages.load(messageId);
  const conversation = seen === null ? null : await context.conversations.load(seen.conversationId);
  if (conversation === null) return notFound('There is no such message.', 'messageId');
  // Before the conversation is locked: friends may have to be asked.
  const writable = await requireWritable(context, conversation, 'messageId');
  return writable.ok ? changeMessage(context, messageId, apply) : writable;
}
