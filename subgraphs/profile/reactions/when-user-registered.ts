import { onAll } from '../../../runtime/events/reaction.ts';
import { userRegistered } from '../../auth/events.ts';
import type { ProfileContext } from '../context.ts';
import { registerImportedProfiles } from '../operations/register-imported-profiles.ts';
import { registerProfile } from '../operations/register-profile.ts';

/** Store of a reaction's transaction. */
export type Store = Parameters<Parameters<ProfileContext['repository']['transaction']>[0]>[0];

/** Creates a profile when a user registers, unless they have deleted their account since (empty nickname). */
export const whenUserRegistered = ({ now }: Pick<ProfileContext, 'now'>) =>
  onAll(userRegistered, async (store: Store, events) => {
    const users = events.map(({ payload }) => payload).filter(({ nickname }) => nickname !== '');
    const imported = users.filter(({ isImported }) => isImported === true);
    if (imported.length > 0) await registerImportedProfiles({ store, now }, imported);
    for (const { userId, nickname, isImported } of users)
      if (isImported !== true) await registerProfile({ store, now }, userId, nickname);
  });
