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
  /** Whom a message that was sent notifies. */
  messageRecipients(messageId: string): Promise<readonly string[]>;
  readonly repository: Pick<NotificationsContext['repository'], 'followersAfter'>;
}

const NOTIFICATIONS_SERVICE = serviceCaller('notifications');
const RECIPIENTS_OF_EACH = `query NotificationsRecipientsOfEach($messageIds: [ID!]!) {
  messageRecipientIds(messageIds: $messageIds) }`;
const RECIPIENTS_OF_EACH_RESPONSE = z.object({ messageRecipientIds: z.array(z.array(z.string())) });
const RECIPIENTS = `query NotificationsRecipients($messageId: ID!, $newlyMentioned: [ID!]) {
  messageRecipients(messageId: $messageId, newlyMentioned: $newlyMentioned) { id } }`;
const RECIPIENTS_RESPONSE = z.object({ messageRecipients: z.array(z.object({ id: z.string() })) });
const FRIENDS = `query NotificationsFriends($userId: ID!, $after: ID, $limit: Int!) {
  friendIds(userId: $userId, after: $after, limit: $limit) }`;
const FOLLOWERS = `query NotificationsFollowers($userId: ID!, $after: ID, $limit: Int!) {
  followerIds(userId: $userId, after: $after, limit: $limit) }`;
const FOLLOWERS_RESPONSE = z.object({ followerIds: z.array(z.string()) });
const POST_FOLLOWERS = `query NotificationsPostFollowers($postId: ID!, $after: ID, $limit: Int!) {
  postRecipientIds(postId: $postId, after: $after, limit: $limit) }`;
const POST_FOLLOWERS_RESPONSE = z.object({ postRecipientIds: z.array(z.string()) });
const FRIENDS_RESPONSE = z.object({ friendIds: z.array(z.string()) });

/** Asks chat once for the recipients of all messages among some occurrences. */
export function askMessageRecipients(
  ask: NotificationsContext['ask'],
  occurrences: readonly Occurrence[],
): AudienceNeeds['messageRecipients'] {
  const keys = occurrences.flatMap(({ audience, audienceKey }) => (audience === 'MESSAGE' ? [audienceKey ?? ''] : []));
  const messageIds = [...new Set(keys)];
  const read = async (): Promise<ReadonlyMap<string, readonly string[]>> => {
    const response = await ask('chat', RECIPIENTS_OF_EACH, { messageIds }, NOTIFICATIONS_SERVICE);
    const recipients = RECIPIENTS_OF_EACH_RESPONSE.parse(response).messageRecipientIds;
    return new Map(messageIds.map((messageId, at) => [messageId, recipients[at] ?? []]));
  };
  let recipientsByMessage: ReturnType<typeof read> | undefined;
  return async (messageId) => {
    recipientsByMessage ??= read();
    return (await recipientsByMessage).get(messageId) ?? [];
  };
}

/**
 * The next batch of an occurrence's audience. The owning domain decides who belongs to it: chat for a message, friends for a
 * user's friends, social for a post.
 *
 * @throws a fault `UNAVAILABLE` when that domain is unavailable.
 */
export async function findAudience(needs: AudienceNeeds, occurrence: Occurrence): Promise<AudiencePage> {
  const { ask, repository } = needs;
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
  if (audience === 'FOLLOWERS') {
    const page = { userId: key, after: reachedId, limit: AUDIENCE_BATCH_SIZE };
    return pageOf(FOLLOWERS_RESPONSE.parse(await ask('social', FOLLOWERS, page, NOTIFICATIONS_SERVICE)).followerIds);
  }
  if (audience === 'POST_FOLLOWERS') {
    const page = { postId: key, after: reachedId, limit: AUDIENCE_BATCH_SIZE };
    const answer = await ask('social', POST_FOLLOWERS, page, NOTIFICATIONS_SERVICE);
    return pageOf(POST_FOLLOWERS_RESPONSE.parse(answer).postRecipientIds);
  }
  if (audience === 'TOPIC') {
    const part = pageOf(await repository.followersAfter(key ?? '', reachedId, AUDIENCE_BATCH_SIZE));
    // Users listed by id are notified by the other occurrence of the same call.
    return { ...part, userIds: part.userIds.filter((id) => !occurrence.userIds.includes(id)) };
  }
  const all = audience === 'USERS' ? occurrence.userIds : await recipientsOf(needs, occurrence);
  // In the order of ids, so that the progress is one id rather than a list.
  const rest = [...new Set(all)].sort().filter((id) => reachedId === null || id > reachedId);
  return pageOf(rest.slice(0, AUDIENCE_BATCH_SIZE));
}

async function recipientsOf(
  { ask, messageRecipients }: AudienceNeeds,
  { audience, audienceKey, userIds }: Occurrence,
): Promise<readonly string[]> {
  if (audience === 'MESSAGE') return messageRecipients(audienceKey ?? '');
  const about = { messageId: audienceKey, newlyMentioned: userIds };
  return RECIPIENTS_RESPONSE.parse(await ask('chat', RECIPIENTS, about, NOTIFICATIONS_SERVICE)).messageRecipients.map(
    ({ id }) => id,
  );
}

const pageOf = (userIds: readonly string[]): AudiencePage => ({
  userIds,
  next: userIds.length < AUDIENCE_BATCH_SIZE ? null : (userIds.at(-1) ?? null),
});
