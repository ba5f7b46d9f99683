import { on } from '../../../runtime/events/reaction.ts';
import { userRegistered } from '../../auth/events.ts';
import type { FriendsContext } from '../context.ts';

/** Remembers who exists, so that asking somebody to be a friend need not ask auth first. */
export const whenUserRegistered = (now: () => Date) =>
  on(userRegistered, async (store: Pick<FriendsContext['repository'], 'addPerson'>, { userId }) => {
    await store.addPerson(userId, now());
  });
