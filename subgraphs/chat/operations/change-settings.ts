import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ChatContext } from '../context.ts';
import type { Conversation } from '../repository/index.ts';
import { type FindingNeeds, findMembership } from './find-conversation.ts';

const WHICH = z.object({ conversationId: z.string() });
const MUTE = z.object({ conversationId: z.string(), until: z.date().nullish() });

interface Needs extends FindingNeeds, Pick<ChatContext, 'caller' | 'now' | 'inboxLog'> {
  readonly conversations: Pick<ChatContext['conversations'], 'load' | 'clear'>;
  readonly repository: Pick<ChatContext['repository'], 'mute' | 'unmute' | 'archive' | 'unarchive'>;
  readonly streams: Pick<ChatContext['streams'], 'announce'>;
}

type Changed = Promise<Result<Conversation | null, InvalidInput | NotFound>>;
type Draft = Parameters<Needs['repository']['mute']>[0];

/** Whether a mute still holds at an instant. */
export const isInForce = (mute: Conversation['mute'], at: Date): boolean =>
  mute !== null && (mute.until === null || mute.until > at);

/** Stops notifications of a conversation for the viewer, until an instant to come or for good. */
export async function muteConversation(context: Needs, raw: unknown): Changed {
  const input = parseInput(MUTE, raw);
  if (!input.ok) return input;
  const { conversationId, until = null } = input.value;
  if (until !== null && until <= context.now()) {
    const message = 'A mute ends in the future.';
    return refuse({ __typename: 'InvalidInput', message, path: ['input', 'until'] });
  }
  return change(context, conversationId, (draft) => context.repository.mute(draft, until));
}

/** Notifies the viewer of a conversation again. */
export const unmuteConversation = (context: Needs, raw: unknown): Changed =>
  parsed(context, raw, context.repository.unmute);

/** Puts a conversation away for the viewer, until a message comes that is not muted. */
export const archiveConversation = (context: Needs, raw: unknown): Changed =>
  parsed(context, raw, context.repository.archive);

/** Takes a conversation back out of the viewer's archive. */
export const unarchiveConversation = (context: Needs, raw: unknown): Changed =>
  parsed(context, raw, context.repository.unarchive);

async function parsed(context: Needs, raw: unknown, set: (draft: Draft) => Promise<boolean>): Changed {
  const input = parseInput(WHICH, raw);
  return input.ok ? change(context, input.value.conversationId, set) : input;
}

/** Only the viewer's own devices hear of it: how somebody keeps a conversation is nobody else's business. */
async function change(context: Needs, conversationId: string, set: (draft: Draft) => Promise<boolean>): Changed {
  const userId = viewerOf(context.caller);
  const found = await findMembership(context, conversationId);
  if (!found.ok) return found;
  if (await set({ conversationId, userId, at: context.now() }))
    await context.streams.announce(context.inboxLog, userId);
  context.conversations.clear(conversationId);
  return done(await context.conversations.load(conversationId));
}
