import type { Reaction } from '../../../runtime/events/reaction.ts';
import { whenContentIsModerated } from '../../../runtime/moderation/when-content-is-moderated.ts';
import { whenRelationsChange } from '../../../runtime/relations/when-relations-change.ts';
import { whenSuspensionsChange } from '../../../runtime/relations/when-suspensions-change.ts';
import type { Host } from '../../../runtime/subgraph/host.ts';
import { obeyModeration } from '../operations/resumes/obey-moderation.ts';
import type { ResumeStore } from '../repository/index.ts';

/** What the domain does on events of others. */
export const reactionsOf = (needs: Pick<Host, 'signals' | 'now'>): readonly Reaction<ResumeStore>[] => [
  ...whenRelationsChange<ResumeStore>(),
  ...whenSuspensionsChange<ResumeStore>(),
  ...whenContentIsModerated<ResumeStore>(['res'], (store, decision) => obeyModeration(needs, store, decision)),
];
