import { type NotFound, notFound } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import type { ChatContext } from '../context.ts';
import type { Conversation, MemberRole } from '../repository/index.ts';
import { outranks } from './outranks.ts';

/** The refusal for what the viewer may see but not do. */
export type NotPermitted = RefusalOf<'NotPermitted'>;

export interface FindingNeeds {
  readonly conversations: Pick<ChatContext['conversations'], 'load'>;
}

/** Refuses what the viewer may see but not do; `path` is below `input`. */
export const notPermitted = (message: string, ...path: string[]) =>
  refuse({ __typename: 'NotPermitted', message, path: ['input', ...path] });

/**
 * The conversation, if the viewer is a member of it. An unknown conversation and one without access are refused alike, so that nobody
 * can probe for conversations they are not part of.
 */
export async function findMembership(
  { conversations }: FindingNeeds,
  conversationId: string,
): Promise<Result<Conversation & { readonly role: MemberRole }, NotFound>> {
  const conversation = await conversations.load(conversationId);
  if (conversation === null || conversation.role === null)
    return notFound('You are not part of this conversation.', 'conversationId');
  return done({ ...conversation, role: conversation.role });
}

/** The group, if the viewer is a member and may manage it: its owner, or with `least` ADMIN an admin as well. */
export async function findManagedGroup(
  needs: FindingNeeds,
  conversationId: string,
  least: 'OWNER' | 'ADMIN',
): Promise<Result<Conversation & { readonly role: MemberRole }, NotFound | NotPermitted>> {
  const found = await findMembership(needs, conversationId);
  if (!found.ok) return found;
  if (found.value.kind !== 'GROUP') return notPermitted('Only groups are managed.', 'conversationId');
  if (outranks(least, found.value.role))
    return notPermitted('Your role in this group does not allow it.', 'conversationId');
  return found;
}
