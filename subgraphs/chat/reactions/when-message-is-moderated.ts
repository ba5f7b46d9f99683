import { whenContentIsModerated } from '../../../runtime/moderation/when-content-is-moderated.ts';
import { type ObeyingNeeds, obeyModeration } from '../operations/obey-moderation.ts';
import type { ChatStore } from '../repository/index.ts';

/** Hides, removes and restores messages as moderators decide. */
export const whenMessageIsModerated = (needs: ObeyingNeeds) =>
  whenContentIsModerated<ChatStore>(['msg'], (store, decision) => obeyModeration(needs, store, decision));
