import { whenContentIsModerated as keepHidden } from '../../../runtime/moderation/when-content-is-moderated.ts';
import type { DiscoveryStore } from '../repository/index.ts';

/**
 * Hides what people show in discovery, their prompts, and what they wrote with likes, as moderators decide; what is removed
 * is removed for good. A person who is reported as such is left out while they are hidden.
 */
export const whenContentIsModerated = keepHidden<DiscoveryStore>(
  ['dpf', 'dpm', 'dlk', 'usr'],
  async (store, { subjectId, decision }) => {
    if (decision === 'REMOVE') await store.removeReported(subjectId);
  },
);
