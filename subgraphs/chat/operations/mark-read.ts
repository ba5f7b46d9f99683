import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ChatContext } from '../context.ts';
import { receiptsTopic } from '../events.ts';
import type { Conversation } from '../repository/index.ts';
import { type FindingNeeds, findMembership } from './find-conversation.ts';

const INPUT = z.object({ conversationId: z.string(), sequence: z.int().min(0, 'A sequence is not negative.') });

interface Needs extends FindingNeeds, Pick<ChatContext, 'caller' | 'now' | 'inboxLog'> {
  readonly conversations: Pick<ChatContext['conversations'], 'load' | 'clear'>;
  readonly repository: Pick<ChatContext['repository'], 'markRead' | 'markDelivered'>;
  readonly streams: Pick<ChatContext['streams'], 'announce'>;
  readonly signals: Pick<ChatContext['signals'], 'notify'>;
}

type Marked = Promise<Result<Conversation | null, InvalidInput | NotFound>>;

/** Marks everything up to a message as read, and signals the reader's own devices and subscribers to receipts. */
export const markConversationRead = (context: Needs, raw: unknown): Marked =>
  mark(context, raw, async (draft) => {
    const moved = await context.repository.markRead(draft);
    if (moved) await context.streams.announce(context.inboxLog, draft.userId);
    return moved;
  });

/** Marks everything up to a message as delivered, and signals subscribers to receipts. */
export const markDelivered = (context: Needs, raw: unknown): Marked =>
  mark(context, raw, (draft) => context.repository.markDelivered(draft));

async function mark(
  context: Needs,
  raw: unknown,
  move: (draft: Parameters<Needs['repository']['markRead']>[0]) => Promise<boolean>,
): Marked {
  const userId = viewerOf(context.caller);
  const input = parseInput(INPUT, raw);
  if (!input.ok) return input;
  const { conversationId, sequence } = input.value;
  const found = await findMembership(context, conversationId);
  if (!found.ok) return found;
  if (await move({ conversationId, userId, sequence, at: context.now() }))
    await context.signals.notify(receiptsTopic(conversationId), { userId });
  context.conversations.clear(conversationId);
  return done(await context.conversations.load(conversationId));
}
