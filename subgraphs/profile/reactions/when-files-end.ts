import { on, type Reaction } from '../../../runtime/events/reaction.ts';
import { fileDeleted, fileRejected } from '../../media/events.ts';
import type { ProfileContext } from '../context.ts';
import { profileTopic } from '../events.ts';
import { dropFiles } from '../operations/drop-files.ts';
import type { ProfileStore } from '../repository/index.ts';

/** Takes files that are gone, or will never be shown, from photos and avatars, and notifies subscribers of the profile. */
export const whenFilesEnd = (needs: Pick<ProfileContext, 'now' | 'signals'>): readonly Reaction<ProfileStore>[] =>
  [fileDeleted, fileRejected].map((type) =>
    on(type, async (store: ProfileStore, { ownerId, fileId }) =>
      (await dropFiles(store, needs, ownerId, [fileId]))
        ? () => needs.signals.notify(profileTopic(ownerId))
        : undefined,
    ),
  );
