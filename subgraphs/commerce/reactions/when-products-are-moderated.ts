import { whenContentIsModerated } from '../../../runtime/moderation/when-content-is-moderated.ts';
import { type ObeyingNeeds, obeyModeration } from '../operations/moderation/obey-moderation.ts';
import type { CommerceStore } from '../repository/index.ts';

/** Hides, removes and restores products and reviews as moderators decide. */
export const whenProductsAreModerated = (needs: ObeyingNeeds) =>
  whenContentIsModerated<CommerceStore>(['prd', 'prv'], (store, decision) => obeyModeration(needs, store, decision), {
    // A product that was removed stays with its seller, who must not put it on sale again.
    hidesRemoved: true,
  });
