import { z } from 'zod';
import { serviceCaller } from '../../../../runtime/executor/caller.ts';
import type { NotificationsContext } from '../../context.ts';
import type { Occurrence } from '../../repository/index.ts';

/** Number of users notified per transaction. */
export const AUDIENCE_BATCH_SIZE = 500;

/** A batch of an audience and where the next one starts; null after the last. */
export interface AudiencePage {
  readonly userIds: readonly string[];
  readonly next: string | null;
}

export interface AudienceNeeds extends Pick<NotificationsContext, 'ask'> {
  readonly repository: Pick<NotificationsContext['repository'], 'followersAfter'>;
}

const NOTIFICATIONS_SERVICE = serviceCaller('notifications');
const RECIPIENTS = `query NotificationsRecipients($messageId: ID!, $newlyMentioned: [ID!]) {
  messageRecipients(messageId: $messageId, newlyMentioned: $newlyMentioned) { id } }`;
const RECIPIENTS_RESPONSE = z.object({ messageRecipients: z.array(z.object({ id: z.string() })) });
const FRIENDS = `query NotificationsFriends($userId: ID!, $after: ID, $limit: Int!) {
  friendIds(userId: $userId, after: $after, limit: $limit) }`;
const FRIENDS_RESPONSE = z.object({ friendIds: z.array(z.string()) });

/**
 * The next batch of an occurrence's audience. The owning domain decides who belongs to it: chat for a message, friends for a
 * user's friends.
 *
 * @throws a fault `UNAVAILABLE` when that domain is unavailable.
 */
export async function findAudience({ ask, repository }: AudienceNeeds, occurrence: Occurrence): Promise<AudiencePage> {
  const { audience, audienceKey: key, reachedId } = occurrence;
  if (audience === 'FRIENDS') {
    const answer = await ask(
      'friends',
      FRIENDS,
      { userId: key, after: reachedId, limit: AUDIENCE_BATCH_SIZE },
      NOTIFICATIONS_SERVICE,
    );
    return pageOf(FRIENDS_RESPONSE.parse(answer).friendIds);
  }
  if (audience === 'TOPIC') {
    const part = pageOf(await repository.followersAfter(key ?? '', reachedId, AUDIENCE_BATCH_SIZE));
    // Users listed by id are notified by the other occurrence of the same call.
    return { ...part, userIds: part.userIds.filter((id) => !occurrence.userIds.includes(id)) };
  }
  const all = audience === 'USERS' ? occurrence.userIds : await recipientsOf(ask, occurrence);
  // In the order of ids, so that the progress is one id rather than a list.
  const rest = [...new Set(all)].sort().filter((id) => reachedId === null || id > reachedId);
  return pageOf(rest.slice(0, AUDIENCE_BATCH_SIZE));
}

async function recipientsOf(
  ask: AudienceNeeds['ask'],
  { audience, audienceKey, userIds }: Occurrence,
): Promise<string[]> {
  const about = { messageId: audienceKey, newlyMentioned: audience === 'MENTION' ? userIds : null };
  return RECIPIENTS_RESPONSE.parse(await ask('chat', RECIPIENTS, about, NOTIFICATIONS_SERVICE)).messageRecipients.map(
    ({ id }) => id,
  );
}

const pageOf = (userIds: readonly string[]): AudiencePage => ({
  userIds,
  next: userIds.length < AUDIENCE_BATCH_SIZE ? null : (userIds.at(-1) ?? null),
});
