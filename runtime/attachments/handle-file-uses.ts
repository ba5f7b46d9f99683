import type { AfterCommit } from '../events/reaction.ts';
import type { CallDomain } from '../subgraph/host.ts';
import { handleWork, type WorkHandler } from '../work/work-handler.ts';
import { type FileUse, updateFileUses } from './file-uses.ts';
import { createMediaCalls } from './media-calls.ts';

/** How a domain records with media what it shows. */
interface FileUseOptions<Store> {
  readonly ask: CallDomain;
  /** Name of the domain. */
  readonly service: string;
  /**
   * Stops showing files that were deleted or withheld before media knew that they are shown. May return what is to happen
   * after the commit.
   */
  readonly dropFiles: (store: Store, use: FileUse) => Promise<AfterCommit>;
}

/** Does the work `update-file-uses` of a domain. */
export function handleFileUses<Store>({ ask, service, dropFiles }: FileUseOptions<Store>): WorkHandler<Store> {
  const media = createMediaCalls(ask, service);
  /** Returns the files that cannot be shown any more. */
  const attach = async (use: FileUse): Promise<readonly string[]> => {
    if ((await media.attachFiles(use)) === 'attached') return [];
    const files = await media.attachableFiles(use.ownerId, use.fileIds);
    const fileIds = use.fileIds.filter((id) => files.some((file) => file.id === id));
    if (fileIds.length > 0 && (await media.attachFiles({ ...use, fileIds })) !== 'attached')
      throw new Error(`the files of ${use.subjectId} change while they are attached`);
    return use.fileIds.filter((id) => !fileIds.includes(id));
  };
  return handleWork<FileUse, Store, readonly string[]>(updateFileUses, {
    async call({ payload }) {
      if (payload.isShown) return attach(payload);
      await media.detachFiles(payload);
      return [];
    },
    async complete(store, { payload }, _sql, lost) {
      return lost.length > 0 ? dropFiles(store, { ...payload, fileIds: lost }) : undefined;
    },
  });
}
