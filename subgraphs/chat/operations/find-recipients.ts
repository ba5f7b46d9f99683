import type { ChatContext } from '../context.ts';
import { LEASES } from '../events.ts';

interface Needs extends Pick<ChatContext, 'now'> {
  readonly leases: Pick<ChatContext['leases'], 'members'>;
  readonly repository: Pick<ChatContext['repository'], 'unreadBy' | 'namedAmong'>;
}

/**
 * Ids of the members to notify of a message outside the chat: those who have not read it, have not muted its
 * conversation, and are not online, since who is has it on their screen already. Of an edit, those of `newlyMentioned` whom
 * the message still names, also if they have read it or are online: an edit shows itself to nobody.
 */
export async function findRecipients(
  { leases, repository, now }: Needs,
  messageId: string,
  newlyMentioned: readonly string[] | null = null,
): Promise<string[]> {
  if (newlyMentioned !== null) return repository.namedAmong(messageId, newlyMentioned, now());
  const userIds = await repository.unreadBy(messageId, now());
  if (userIds.length === 0) return [];
  const present = await leases.members(LEASES.presence, userIds);
  return userIds.filter((_, at) => (present[at]?.length ?? 0) === 0);
}
