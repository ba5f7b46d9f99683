import { handleFileUses } from '../../runtime/attachments/handle-file-uses.ts';
import type { WorkHandler } from '../../runtime/work/work-handler.ts';
import type { ProfileContext } from './context.ts';
import { dropFiles } from './operations/drop-files.ts';
import type { ProfileStore } from './repository/index.ts';

/** Work of the domain: media is informed of photos and avatars. */
export const workOf = ({ ask, now }: Pick<ProfileContext, 'ask' | 'now'>): readonly WorkHandler<ProfileStore>[] => [
  handleFileUses<ProfileStore>({
    ...{ ask, service: 'profile' },
    dropFiles: async (store, { ownerId, fileIds }) => void (await dropFiles(store, { now }, ownerId, fileIds)),
  }),
];
