import { z } from 'zod';
import { type AttachmentRefusal, requireAttachable } from '../../../runtime/attachments/require-attachable.ts';
import { isUniqueViolation } from '../../../runtime/database/database-errors.ts';
import { newId } from '../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../runtime/work/enqueue-work.ts';
import type { ChatContext } from '../context.ts';
import { conversationBegun, LEASES, memberMentioned, messageSent, receiptsTopic } from '../events.ts';
import type { Conversation, Message, MessageInput } from '../repository/index.ts';
import { type FindingNeeds, findMembership, type NotPermitted } from './find-conversation.ts';
import { mayModerate } from './may-moderate.ts';
import { CAPTION, MAX_ATTACHMENTS, MESSAGE_TEXT } from './message-content.ts';
import { MENTIONED, requireMembers } from './require-members.ts';
import { type ConversationReadOnly, readOnlyReasonOf, requireWritable, type WritingNeeds } from './require-writable.ts';

const FIELDS = z.object({
  conversationId: z.string(),
  clientMessageId: z
    .string()
    .regex(/^[\x20-\x7e]{1,255}$/, 'A clientMessageId is 1 to 255 printable ASCII characters.')
    .nullish(),
  replyToId: z.string().nullish(),
  mentionedUserIds: MENTIONED,
  attachmentIds: z
    .array(z.string().max(100))
    .max(MAX_ATTACHMENTS, `A message holds at most ${MAX_ATTACHMENTS} files.`)
    .refine((ids) => new Set(ids).size === ids.length, 'Name each file only once.')
    .nullish(),
});

const WITH_TEXT = FIELDS.extend({ text: MESSAGE_TEXT });
const WITH_FILES = FIELDS.extend({ text: CAPTION.nullish() });
const ANY_FILES = z.object({ attachmentIds: z.array(z.unknown()).min(1) });

/** Without files there has to be a text. */
const parseMessage = (raw: unknown): Result<z.infer<typeof WITH_FILES>, InvalidInput> =>
  parseInput(ANY_FILES.safeParse(raw).success ? WITH_FILES : WITH_TEXT, raw);

/** The person has to wait before they write again. */
type TooSoon = RefusalOf<'TooManyAttempts'> & { readonly retryAfter: number };

/** Why a message was not sent. */
export type SendMessageRefusal =
  | InvalidInput
  | NotFound
  | NotPermitted
  | ConversationReadOnly
  | RefusalOf<'IdempotencyConflict'>
  | TooSoon
  | AttachmentRefusal;

/** The part of the context that sending needs, and so all that its test supplies. */
interface Needs extends FindingNeeds, WritingNeeds, Pick<ChatContext, 'now' | 'messageLog' | 'limitPerConversation'> {
  readonly messages: Pick<ChatContext['messages'], 'load'>;
  readonly repository: Pick<ChatContext['repository'], 'addMessage' | 'findByClientMessageId' | 'members' | 'takeTurn'>;
  readonly streams: Pick<ChatContext['streams'], 'announce'>;
  readonly signals: Pick<ChatContext['signals'], 'notify'>;
  readonly leases: Pick<ChatContext['leases'], 'release'>;
}

/** Posts a message to a conversation as the caller, and says that there is news. */
export async function sendMessage(context: Needs, raw: unknown): Promise<Result<Message, SendMessageRefusal>> {
  const authorId = viewerOf(context.caller);
  const parsed = parseMessage(raw);
  if (!parsed.ok) return parsed;
  const { conversationId } = parsed.value;
  const name = parsed.value.clientMessageId ?? null;
  const input = inputOf(parsed.value);
  const found = await findMembership(context, conversationId);
  if (!found.ok) return found;

  const sentBefore = () => findSent(context, { conversationId, authorId, name, input });
  // What is refused now may have been sent before; of what is accepted the constraint on its name says so.
  if (mayBeRefused(found.value, input, context.now())) {
    const before = await sentBefore();
    if (before !== null) return before;
  }
  const writable = await requireWritable(context, found.value, 'conversationId');
  if (!writable.ok) return writable;
  const target = await checkTargets(context, { conversationId, authorId }, input);
  if (!target.ok) return target;
  const turn = await takeTurn(context, found.value, authorId);
  if (!turn.ok) return turn;

  const draft = draftOf({ conversationId, authorId, name, input }, target.value, context.now());
  const message = await context
    .limitPerConversation(conversationId, () => context.repository.addMessage(draft))
    .catch((error: unknown) => {
      if (name !== null && isUniqueViolation(error)) return 'repeated' as const;
      throw error;
    });
  if (message === 'repeated' || message === null)
    return (await sentBefore()) ?? notFound('You are not part of this conversation.', 'conversationId');
  await announceMessage(context, conversationId, authorId);
  if (input.attachmentIds.length > 0) await notifyWork(context.signals, 'chat');
  return done(message);
}

/** Slow mode: each person has to wait between two messages, except owner and admins of the room. */
async function takeTurn(
  { repository, now }: Needs,
  conversation: Conversation,
  authorId: string,
): Promise<Result<null, TooSoon>> {
  const { id, slowModeSeconds } = conversation;
  if (slowModeSeconds === 0 || mayModerate(conversation)) return done(null);
  const retryAfter = await repository.takeTurn(id, authorId, slowModeSeconds, now());
  if (retryAfter === 0) return done(null);
  return refuse({
    __typename: 'TooManyAttempts',
    message: `Slow mode is on: wait ${retryAfter} seconds before you write again.`,
    path: ['input', 'conversationId'],
    retryAfter,
  });
}

/** Whether anything is to be checked before a message is stored that may have changed since it was sent before. */
const mayBeRefused = (
  conversation: Conversation,
  { replyToId, mentionedUserIds, attachmentIds }: MessageInput,
  at: Date,
): boolean =>
  replyToId !== null ||
  mentionedUserIds.length > 0 ||
  attachmentIds.length > 0 ||
  conversation.slowModeSeconds > 0 ||
  conversation.writeMode !== 'EVERYONE' ||
  readOnlyReasonOf(conversation, at) !== null;

/** Says that there is news. Who writes has read what came before, since their mark has moved, and types no more. */
async function announceMessage(
  { streams, signals, leases, messageLog }: Needs,
  conversationId: string,
  authorId: string,
): Promise<void> {
  await Promise.all([
    streams.announce(messageLog, conversationId),
    signals.notify(receiptsTopic(conversationId), { userId: authorId }),
    // While Redis is away the lease lapses by itself; the message is posted all the same.
    leases.release(LEASES.typing, conversationId, authorId).catch(() => undefined),
  ]);
}

const inputOf = ({
  text,
  replyToId,
  mentionedUserIds,
  attachmentIds,
}: z.infer<typeof FIELDS> & { text?: string | null | undefined }): MessageInput => ({
  text: text ?? '',
  replyToId: replyToId ?? null,
  mentionedUserIds: mentionedUserIds ?? [],
  attachmentIds: attachmentIds ?? [],
});

/** What somebody sends, where, and under which name of their own. */
interface Sending {
  readonly conversationId: string;
  readonly authorId: string;
  readonly name: string | null;
  readonly input: MessageInput;
}

const draftOf = (
  { conversationId, authorId, name, input }: Sending,
  replyToSequence: number | null,
  sentAt: Date,
): Parameters<Needs['repository']['addMessage']>[0] => ({
  id: newId('msg', sentAt),
  conversationId,
  authorId,
  text: input.text,
  input,
  replyToSequence,
  clientMessageId: name,
  sentAt,
  event: { id: newId('evt', sentAt), type: messageSent.name },
  mentionEvent: { id: newId('evt', sentAt), type: memberMentioned.name },
  beginningEvent: { id: newId('evt', sentAt), type: conversationBegun.name },
});

/** Sees to what a message points at: files, members, and the message that it answers, whose place it gives. */
async function checkTargets(
  { ask, messages, repository }: Needs,
  { conversationId, authorId }: Pick<Sending, 'conversationId' | 'authorId'>,
  { replyToId, mentionedUserIds, attachmentIds }: MessageInput,
): Promise<Result<number | null, InvalidInput | NotFound | AttachmentRefusal>> {
  const members = await requireMembers(repository, conversationId, mentionedUserIds);
  if (!members.ok) return members;
  const files = { service: 'chat', ownerId: authorId, fileIds: attachmentIds, path: ['attachmentIds'] };
  const attachable = await requireAttachable(ask, files);
  if (!attachable.ok) return attachable;
  if (replyToId === null) return done(null);
  const original = await messages.load(replyToId);
  if (original === null || original.conversationId !== conversationId || original.deletedAt !== null)
    return notFound('There is no such message to answer in this conversation.', 'replyToId');
  return done(original.sequence);
}

/** What was sent under the same name before: the first message as it is now, or a conflict when the input differs. */
async function findSent(
  { repository }: Needs,
  { conversationId, authorId, name, input }: Sending,
): Promise<Result<Message, RefusalOf<'IdempotencyConflict'>> | null> {
  const first = name === null ? null : await repository.findByClientMessageId(conversationId, authorId, name, input);
  if (first === null) return null;
  if (first.isSame) return done(first.message);
  return refuse({
    __typename: 'IdempotencyConflict',
    message: 'Another message was sent under this clientMessageId.',
    path: ['input', 'clientMessageId'],
  });
}
