import type { Reaction } from '../../../runtime/events/reaction.ts';
import { whenContentIsModerated } from '../../../runtime/moderation/when-content-is-moderated.ts';
import { whenRelationsChange } from '../../../runtime/relations/when-relations-change.ts';
import { whenSuspensionsChange } from '../../../runtime/relations/when-suspensions-change.ts';
import type { MediaContext } from '../context.ts';
import { obeyModeration } from '../operations/obey-moderation.ts';
import type { MediaStore } from '../repository/index.ts';
import { whenAccessChanges } from './when-access-changes.ts';
import { whenRecordingsAreDeleted } from './when-recordings-are-deleted.ts';

/** What the domain does on events of others. Files need no signal: who may see them is looked up whenever they are shown. */
export const reactionsOf = (
  needs: Pick<MediaContext, 'now' | 'signals' | 'streams'>,
): readonly Reaction<MediaStore>[] => [
  ...whenRelationsChange<MediaStore>(),
  ...whenSuspensionsChange<MediaStore>(),
  ...whenAccessChanges(needs),
  ...whenRecordingsAreDeleted(needs),
  ...whenContentIsModerated<MediaStore>(['fil'], (store, decision) => obeyModeration(needs, store, decision)),
];
