import { whenContentIsModerated } from '../../../runtime/moderation/when-content-is-moderated.ts';
import { type ObeyingNeeds, obeyModeration } from '../operations/obey-moderation.ts';
import type { StreamingStore } from '../repository/index.ts';

/** Hides, ends and restores streams, and hides and deletes recordings, as moderators decide. */
export const whenStreamIsModerated = (needs: ObeyingNeeds) => [
  ...whenContentIsModerated<StreamingStore>(['str'], (store, decision) => obeyModeration(needs, store, decision)),
  ...whenContentIsModerated<StreamingStore>(['rec'], async (store, { decision, subjectId }) => {
    if (decision === 'REMOVE') await store.markRecordingDeleted(subjectId);
    return undefined;
  }),
];
