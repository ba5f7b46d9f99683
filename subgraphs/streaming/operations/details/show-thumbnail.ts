import { fileUseItem, updateFileUses } from '../../../../runtime/attachments/file-uses.ts';
import type { StreamingStore } from '../../repository/index.ts';

interface Thumbnail {
  readonly streamId: string;
  readonly hostId: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Has media informed of the picture that a stream shows from now on, and of the one that it no longer shows. */
export async function showThumbnail(
  store: Pick<StreamingStore, 'enqueueWork'>,
  { streamId, hostId, before, after }: Thumbnail,
  at: Date,
): Promise<void> {
  if (before === after) return;
  const use = { subjectId: streamId, ownerId: hostId, grantId: streamId };
  const items = [
    ...(before === null ? [] : [fileUseItem({ ...use, fileIds: [before], isShown: false })]),
    ...(after === null ? [] : [fileUseItem({ ...use, fileIds: [after], isShown: true })]),
  ];
  await store.enqueueWork(updateFileUses, items, at);
}
