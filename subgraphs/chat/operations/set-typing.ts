import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ChatContext } from '../context.ts';
import { LEASES } from '../events.ts';
import type { Conversation } from '../repository/index.ts';
import { type FindingNeeds, findMembership, type NotPermitted } from './find-conversation.ts';
import { type ConversationReadOnly, requireWritable, type WritingNeeds } from './require-writable.ts';

/** Typing lapses by itself after this. */
export const TYPING_TTL_MS = 6_000;

const INPUT = z.object({ conversationId: z.string(), isTyping: z.boolean() });

interface Needs extends FindingNeeds, WritingNeeds {
  readonly leases: Pick<ChatContext['leases'], 'hold' | 'release'>;
}

/** Says that the viewer is typing, for 6 s, or has stopped. */
export async function setTyping(
  context: Needs,
  raw: unknown,
): Promise<Result<Conversation, InvalidInput | NotFound | NotPermitted | ConversationReadOnly>> {
  const viewerId = viewerOf(context.caller);
  const input = parseInput(INPUT, raw);
  if (!input.ok) return input;
  const found = await findMembership(context, input.value.conversationId);
  if (!found.ok) return found;
  const writable = await requireWritable(context, found.value, 'conversationId');
  if (!writable.ok) return writable;
  const { id } = found.value;
  if (input.value.isTyping) await context.leases.hold(LEASES.typing, id, viewerId, TYPING_TTL_MS);
  else await context.leases.release(LEASES.typing, id, viewerId);
  return done(found.value);
}
