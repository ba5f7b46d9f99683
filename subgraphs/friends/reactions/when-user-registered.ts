import { on } from '../../../runtime/events/reaction.ts';
import { userRegistered } from '../../auth/events.ts';
import type { FriendsContext } from '../context.ts';

/** Stores who exists, so that sending a request usually needs no call to auth. */
export const whenUserRegistered = (now: () => Date) =>
  on(
    userRegistered,
    async (store: Pick<FriendsContext['repository'], 'addPerson'>, { userId }) => {
      await store.addPerson(userId, now());
    },
    { snapshot: {} },
  );
