import { onAll, type Reaction } from '../../../runtime/events/reaction.ts';
import { type FileFact, fileDeleted, fileRejected } from '../../media/events.ts';
import { type DroppingNeeds, dropFiles } from '../operations/drop-files.ts';
import type { ChatStore } from '../repository/index.ts';

type Store = Pick<ChatStore, 'dropFiles'>;

/** Takes files that are gone, or will never be shown, from the messages that show them. */
export const whenFilesEnd = (needs: DroppingNeeds): readonly Reaction<Store>[] =>
  [fileDeleted, fileRejected].map((type) =>
    onAll<FileFact, Store>(type, (store, events) => {
      const fileIds = events.map(({ payload }) => payload.fileId);
      return dropFiles(needs, store, fileIds, null);
    }),
  );
