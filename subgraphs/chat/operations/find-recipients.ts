import { fault } from '../../../runtime/executor/faults.ts';
import type { ChatContext } from '../context.ts';
import { LEASES } from '../events.ts';

interface Needs extends Pick<ChatContext, 'now'> {
  readonly leases: Pick<ChatContext['leases'], 'members'>;
  readonly repository: Pick<ChatContext['repository'], 'unreadBy' | 'namedAmong'>;
}

/** Most messages of one call. */
const MAX_MESSAGES = 100;

/**
 * Ids of the members to notify of a message outside the chat: those who have not read it, have not muted its
 * conversation, and are not online, since who is has it on their screen already. Of an edit, those of `newlyMentioned` whom
 * the message still names, also if they have read it or are online: an edit shows itself to nobody.
 */
export async function findRecipients(
  needs: Needs,
  messageId: string,
  newlyMentioned: readonly string[] | null = null,
): Promise<string[]> {
  if (newlyMentioned !== null) return needs.repository.namedAmong(messageId, newlyMentioned, needs.now());
  return (await findRecipientsOfEach(needs, [messageId]))[0] ?? [];
}

/**
 * The members to notify of each of several messages, in their order; one read of the database and one of who is online.
 *
 * @throws a fault `BAD_USER_INPUT` for more than 100 messages.
 */
export async function findRecipientsOfEach(
  { leases, repository, now }: Needs,
  messageIds: readonly string[],
): Promise<string[][]> {
  if (messageIds.length > MAX_MESSAGES) throw fault('BAD_USER_INPUT', `Name at most ${MAX_MESSAGES} messages.`);
  const unread = await repository.unreadBy(messageIds, now());
  const userIds = [...new Set(unread.flat())];
  if (userIds.length === 0) return unread;
  const present = await leases.members(LEASES.presence, userIds);
  const away = new Set(userIds.filter((_, at) => (present[at]?.length ?? 0) === 0));
  return unread.map((ids) => ids.filter((id) => away.has(id)));
}
