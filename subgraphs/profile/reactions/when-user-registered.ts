import { on } from '../../../runtime/events/reaction.ts';
import { userRegistered } from '../../auth/events.ts';
import type { ProfileContext } from '../context.ts';
import { registerProfile } from '../operations/register-profile.ts';

/** The tables a reaction writes to. */
export type Store = Parameters<Parameters<ProfileContext['repository']['transaction']>[0]>[0];

/** A profile appears when a person registers. Who has deleted their account since has no nickname any more, and gets none. */
export const whenUserRegistered = ({ now }: Pick<ProfileContext, 'now'>) =>
  on(userRegistered, async (store: Store, { userId, nickname }) =>
    nickname === '' ? undefined : registerProfile({ store, now }, userId, nickname),
  );
