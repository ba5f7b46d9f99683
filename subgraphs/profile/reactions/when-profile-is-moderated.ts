import { whenContentIsModerated } from '../../../runtime/moderation/when-content-is-moderated.ts';
import type { ProfileContext } from '../context.ts';
import { obeyModeration } from '../operations/obey-moderation.ts';
import type { ProfileStore } from '../repository/index.ts';

/** Hides, clears and restores profiles as moderators decide. */
export const whenProfileIsModerated = (needs: Pick<ProfileContext, 'signals'>) =>
  whenContentIsModerated<ProfileStore>(['prf'], (store, decision) => obeyModeration(needs, store, decision));
