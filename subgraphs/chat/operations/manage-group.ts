import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ChatContext } from '../context.ts';
import type { Conversation } from '../repository/index.ts';
import { type FindingNeeds, findManagedGroup, type NotPermitted, notPermitted } from './find-conversation.ts';
import { TITLE } from './title.ts';

const RENAME = z.object({ conversationId: z.string(), title: TITLE });
const ROLE = z.object({ conversationId: z.string(), userId: z.string(), role: z.enum(['OWNER', 'ADMIN', 'MEMBER']) });

interface Needs extends FindingNeeds, Pick<ChatContext, 'caller' | 'now'> {
  readonly conversations: Pick<ChatContext['conversations'], 'load' | 'clear'>;
  readonly repository: Pick<ChatContext['repository'], 'transaction' | 'members'>;
}

type Managed = Promise<Result<Conversation | null, InvalidInput | NotFound | NotPermitted>>;

/** Renames a group that the viewer manages. */
export async function updateConversation(context: Needs, raw: unknown): Managed {
  viewerOf(context.caller);
  const input = parseInput(RENAME, raw);
  if (!input.ok) return input;
  const { conversationId, title } = input.value;
  const group = await findManagedGroup(context, conversationId, 'ADMIN');
  if (!group.ok) return group;
  await context.repository.transaction((store) => store.setTitle(conversationId, title, context.now()));
  context.conversations.clear(conversationId);
  return done(await context.conversations.load(conversationId));
}

/** Gives a member of the viewer's own group another role; making somebody owner makes the viewer an admin. */
export async function setMemberRole(context: Needs, raw: unknown): Managed {
  const viewerId = viewerOf(context.caller);
  const input = parseInput(ROLE, raw);
  if (!input.ok) return input;
  const { conversationId, userId, role } = input.value;
  const group = await findManagedGroup(context, conversationId, 'OWNER');
  if (!group.ok) return group;
  if (userId === viewerId) return notPermitted('Make somebody else owner instead.', 'userId');
  const [member] = await context.repository.members(conversationId, [userId]);
  if (member === undefined) return notFound('There is no such member.', 'userId');
  const draft = { conversationId, ownerId: viewerId, userId, role, at: context.now() };
  // The group may have changed hands, or the member left, since it was looked at.
  if (!(await context.repository.transaction((store) => store.changeRole(draft))))
    return notPermitted('The group has changed meanwhile; look at it again.', 'userId');
  context.conversations.clear(conversationId);
  return done(await context.conversations.load(conversationId));
}
