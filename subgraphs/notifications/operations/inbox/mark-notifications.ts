import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { NotificationsContext } from '../../context.ts';
import type { Notification, NotificationsStore } from '../../repository/index.ts';
import { id } from '../input-rules.ts';

export interface MarkNeeds extends Pick<NotificationsContext, 'caller' | 'now' | 'notifications'> {
  readonly repository: {
    transaction<T>(work: (store: Pick<NotificationsStore, 'lockInbox' | 'markInbox'>) => Promise<T>): Promise<T>;
  };
}

const INPUT = z.object({ notificationId: id });

/** Marks one of the viewer's notifications as read and returns it. Another user's is refused like an unknown one. */
export const markNotificationRead = (needs: MarkNeeds, input: unknown) => mark(needs, input, false);

/** Archives one of the viewer's notifications and returns it. Another user's is refused like an unknown one. */
export const archiveNotification = (needs: MarkNeeds, input: unknown) => mark(needs, input, true);

/** Marks everything in the viewer's inbox as read. Returns the number of marked notifications. */
export async function markAllNotificationsRead({ caller, now, repository }: MarkNeeds): Promise<Result<number, never>> {
  const viewerId = viewerOf(caller);
  const count = await repository.transaction(async (store) => {
    await store.lockInbox(viewerId);
    return store.markInbox(viewerId, null, false, now());
  });
  return done(count);
}

async function mark(
  { caller, now, notifications, repository }: MarkNeeds,
  input: unknown,
  archive: boolean,
): Promise<Result<Notification, InvalidInput | NotFound>> {
  const viewerId = viewerOf(caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { notificationId } = parsed.value;
  await repository.transaction(async (store) => {
    await store.lockInbox(viewerId);
    await store.markInbox(viewerId, [notificationId], archive, now());
  });
  notifications.clear(notificationId);
  const notification = await notifications.load(notificationId);
  return notification === null
    ? notFound('There is no notification with this id.', 'notificationId')
    : done(notification);
}
