import { whenContentIsModerated } from '../../../runtime/moderation/when-content-is-moderated.ts';
import { type ObeyingNeeds, obeyModeration } from '../operations/obey-moderation.ts';
import type { StreamingStore } from '../repository/index.ts';

/** Hides, ends and restores streams as moderators decide. */
export const whenStreamIsModerated = (needs: ObeyingNeeds) =>
  whenContentIsModerated<StreamingStore>(['str'], (store, decision) => obeyModeration(needs, store, decision));
