import { z } from 'zod';
import { serviceCaller } from '../../../../runtime/executor/caller.ts';
import type { NotificationsContext } from '../../context.ts';
import type { Occurrence } from '../../repository/index.ts';

/** Most people told in one transaction. */
export const AUDIENCE_PAGE = 500;

/** A part of an audience, and where the next one begins; null when this was the last. */
export interface AudiencePage {
  readonly userIds: readonly string[];
  readonly next: string | null;
}

/** What finding an audience needs. */
export interface AudienceNeeds extends Pick<NotificationsContext, 'ask'> {
  readonly repository: Pick<NotificationsContext['repository'], 'followersAfter'>;
}

const ASKING = serviceCaller('notifications');
const RECIPIENTS = `query NotificationsRecipients($messageId: ID!, $newlyMentioned: [ID!]) {
  messageRecipients(messageId: $messageId, newlyMentioned: $newlyMentioned) { id } }`;
const RECIPIENTS_ANSWER = z.object({ messageRecipients: z.array(z.object({ id: z.string() })) });
const FRIENDS = `query NotificationsFriends($userId: ID!, $after: ID, $limit: Int!) {
  friendIds(userId: $userId, after: $after, limit: $limit) }`;
const FRIENDS_ANSWER = z.object({ friendIds: z.array(z.string()) });

/**
 * The part of an occurrence's audience that comes after whom it has reached. Who belongs to it is decided by the domain
 * that knows: chat for a message, friends for a person's friends.
 *
 * @throws a fault `UNAVAILABLE` when that domain had to be asked and did not answer.
 */
export async function findAudience({ ask, repository }: AudienceNeeds, occurrence: Occurrence): Promise<AudiencePage> {
  const { audience, audienceKey: key, reachedId } = occurrence;
  if (audience === 'FRIENDS') {
    const answer = await ask('friends', FRIENDS, { userId: key, after: reachedId, limit: AUDIENCE_PAGE }, ASKING);
    return partOf(FRIENDS_ANSWER.parse(answer).friendIds);
  }
  if (audience === 'TOPIC') {
    const part = partOf(await repository.followersAfter(key ?? '', reachedId, AUDIENCE_PAGE));
    // Whom the sending names itself they hear of it by name.
    return { ...part, userIds: part.userIds.filter((id) => !occurrence.userIds.includes(id)) };
  }
  const all = audience === 'USERS' ? occurrence.userIds : await recipientsOf(ask, occurrence);
  // Told in the order of ids, so that whom it has reached is one id and not a list.
  const rest = [...new Set(all)].sort().filter((id) => reachedId === null || id > reachedId);
  return partOf(rest.slice(0, AUDIENCE_PAGE));
}

async function recipientsOf(
  ask: AudienceNeeds['ask'],
  { audience, audienceKey, userIds }: Occurrence,
): Promise<string[]> {
  const about = { messageId: audienceKey, newlyMentioned: audience === 'MENTION' ? userIds : null };
  return RECIPIENTS_ANSWER.parse(await ask('chat', RECIPIENTS, about, ASKING)).messageRecipients.map(({ id }) => id);
}

const partOf = (userIds: readonly string[]): AudiencePage => ({
  userIds,
  next: userIds.length < AUDIENCE_PAGE ? null : (userIds.at(-1) ?? null),
});
