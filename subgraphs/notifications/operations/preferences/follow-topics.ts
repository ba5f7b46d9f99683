import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { NotificationsContext } from '../../context.ts';
import type { NotificationsStore } from '../../repository/index.ts';
import { topic } from '../input-rules.ts';

/** Maximum number of topics per user. */
export const MAX_TOPICS = 200;

/** The user has reached a maximum. */
export type TooMany = RefusalOf<'TooMany'> & { readonly limit: number };

export interface TopicNeeds extends Pick<NotificationsContext, 'caller' | 'now'> {
  readonly repository: Pick<NotificationsStore, 'unfollowTopic'> & {
    transaction<T>(
      work: (store: Pick<NotificationsStore, 'lockPreferences' | 'topicsOf' | 'followTopic'>) => Promise<T>,
    ): Promise<T>;
  };
}

const INPUT = z.object({ topic });

/** Follows a topic as the viewer. Returns its name. */
export async function subscribeToTopic(
  { caller, now, repository }: TopicNeeds,
  input: unknown,
): Promise<Result<string, InvalidInput | TooMany>> {
  const viewerId = viewerOf(caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  return repository.transaction(async (store) => {
    await store.lockPreferences(viewerId);
    const followed = await store.topicsOf(viewerId);
    if (!followed.includes(parsed.value.topic)) {
      if (followed.length >= MAX_TOPICS) {
        const message = `You already follow ${MAX_TOPICS} topics, the maximum.`;
        return refuse({ __typename: 'TooMany', message, path: ['input', 'topic'], limit: MAX_TOPICS });
      }
      await store.followTopic(viewerId, parsed.value.topic, now());
    }
    return done(parsed.value.topic);
  });
}

/** Unfollows a topic. Returns its name. */
export async function unsubscribeFromTopic(
  { caller, repository }: TopicNeeds,
  input: unknown,
): Promise<Result<string, InvalidInput>> {
  const viewerId = viewerOf(caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  await repository.unfollowTopic(viewerId, parsed.value.topic);
  return done(parsed.value.topic);
}
