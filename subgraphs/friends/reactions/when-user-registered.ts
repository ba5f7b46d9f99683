import { onAll } from '../../../runtime/events/reaction.ts';
import { userRegistered } from '../../auth/events.ts';
import type { FriendsContext } from '../context.ts';

/** Stores who exists, so that sending a request usually needs no call to auth. */
export const whenUserRegistered = (now: () => Date) =>
  onAll(
    userRegistered,
    (store: Pick<FriendsContext['repository'], 'addPeople'>, events) => {
      const userIds = events.map(({ payload }) => payload.userId);
      return store.addPeople(userIds, now());
    },
    { snapshot: {} },
  );
