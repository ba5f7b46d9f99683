import { z } from 'zod';
import { isUniqueViolation } from '../../../runtime/database-errors.ts';
import { newId } from '../../../runtime/ids.ts';
import { type InvalidInput, type NotFound, notFound, parseInput, text } from '../../../runtime/input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/result.ts';
import { viewerOf } from '../../../runtime/viewer.ts';
import type { ChatContext } from '../context.ts';
import { messageSent, receiptsTopic } from '../events.ts';
import type { Message } from '../repository/index.ts';
import { type FindingNeeds, findMembership, type NotPermitted, notPermitted } from './find-conversation.ts';

/** Longest message, in UTF-16 code units. */
export const MAX_TEXT_LENGTH = 4000;

const INPUT = z.object({
  conversationId: z.string(),
  text: text('A message', { max: MAX_TEXT_LENGTH }),
  clientMessageId: z
    .string()
    .regex(/^[\x20-\x7e]{1,255}$/, 'A clientMessageId is 1 to 255 printable ASCII characters.')
    .nullish(),
});

/** Why a message was not sent. */
export type SendMessageRefusal = InvalidInput | NotFound | NotPermitted | RefusalOf<'IdempotencyConflict'>;

/** The part of the context that sending needs, and so all that its test supplies. */
interface Needs extends FindingNeeds, Pick<ChatContext, 'caller' | 'now' | 'messageLog' | 'inTurn'> {
  readonly repository: Pick<ChatContext['repository'], 'addMessage' | 'messageNamed'>;
  readonly streams: Pick<ChatContext['streams'], 'announce'>;
  readonly bell: Pick<ChatContext['bell'], 'ring'>;
}

/** Posts `text` to a conversation as the caller, and says that there is news. */
export async function sendMessage(context: Needs, raw: unknown): Promise<Result<Message, SendMessageRefusal>> {
  const authorId = viewerOf(context.caller);
  const input = parseInput(INPUT, raw);
  if (!input.ok) return input;
  const { conversationId, clientMessageId = null } = input.value;
  const found = await findMembership(context, conversationId);
  if (!found.ok) return found;

  const before = await sentBefore(context, conversationId, authorId, input.value.text, clientMessageId);
  if (before !== null) return before;
  if (found.value.isBlocked) return notPermitted('You cannot write to each other.', 'conversationId');
  if (found.value.kind === 'DIRECT' && found.value.otherUserId === null)
    return notPermitted('This person has deleted their account.', 'conversationId');

  const { repository, messageLog, streams, bell, now } = context;
  const sentAt = now();
  const event = { id: newId('evt', sentAt), type: messageSent.name };
  const draft = {
    id: newId('msg', sentAt),
    conversationId,
    authorId,
    text: input.value.text,
    clientMessageId,
    sentAt,
    event,
  };
  const message = await context
    .inTurn(conversationId, () => repository.addMessage(draft))
    .catch((error: unknown) => {
      if (clientMessageId !== null && isUniqueViolation(error)) return 'repeated' as const;
      throw error;
    });
  if (message === 'repeated') {
    const first = await sentBefore(context, conversationId, authorId, input.value.text, clientMessageId);
    return first ?? notFound('You are not part of this conversation.', 'conversationId');
  }
  if (message === null) return notFound('You are not part of this conversation.', 'conversationId');
  // Who writes has read what came before: their mark has moved with the message.
  const rings = [
    streams.announce(messageLog, conversationId),
    bell.ring(receiptsTopic(conversationId), { userId: authorId }),
  ];
  await Promise.all(rings);
  return done(message);
}

/** What was sent under the same name before: the first message again, or a conflict when the text differs. */
async function sentBefore(
  { repository }: Needs,
  conversationId: string,
  authorId: string,
  wanted: string,
  clientMessageId: string | null,
): Promise<Result<Message, RefusalOf<'IdempotencyConflict'>> | null> {
  const first =
    clientMessageId === null ? null : await repository.messageNamed(conversationId, authorId, clientMessageId);
  if (first === null) return null;
  if (first.text === wanted) return done(first);
  return refuse({
    __typename: 'IdempotencyConflict',
    message: 'Another text was sent under this clientMessageId.',
    path: ['input', 'clientMessageId'],
  });
}
