import { on } from '../../../runtime/events/reaction.ts';
import { userRegistered } from '../../auth/events.ts';
import type { ProfileContext } from '../context.ts';
import { registerProfile } from '../operations/register-profile.ts';

/** Store of a reaction's transaction. */
export type Store = Parameters<Parameters<ProfileContext['repository']['transaction']>[0]>[0];

/** Creates a profile when a user registers, unless they have deleted their account since (empty nickname). */
export const whenUserRegistered = ({ now }: Pick<ProfileContext, 'now'>) =>
  on(userRegistered, async (store: Store, { userId, nickname }) =>
    nickname === '' ? undefined : registerProfile({ store, now }, userId, nickname),
  );
