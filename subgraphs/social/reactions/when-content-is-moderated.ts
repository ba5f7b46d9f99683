import { whenContentIsModerated } from '../../../runtime/moderation/when-content-is-moderated.ts';
import { type ObeyingNeeds, obeyModeration } from '../operations/moderation/obey-moderation.ts';
import type { SocialStore } from '../repository/index.ts';

/** Hides, removes and restores posts and comments as moderators decide. */
export const whenPostsAreModerated = (needs: ObeyingNeeds) =>
  whenContentIsModerated<SocialStore>(['pst', 'cmt'], (store, decision) => obeyModeration(needs, store, decision));
