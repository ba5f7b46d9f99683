import { createPaging } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { QueryResolvers } from '../generated.ts';
import { findAttachableFiles } from '../operations/attach-files.ts';
import { findCategory, listCategories } from '../operations/find-category.ts';
import { findMediaUrls } from '../operations/find-media-urls.ts';
import { listMediaLimits } from '../operations/media-limits.ts';
import { storageUsage } from '../operations/storage-usage.ts';

const OWN_FILES = createPaging({
  name: 'media.own-files',
  key: [cursorPart.text],
  keyOf: ({ id }: { readonly id: string }) => [id],
});

/** Queries of the contract. */
export const query: QueryResolvers = {
  mediaFile: (_, { id }, { files }) => files.load({ id, access: '' }),
  mediaFiles(_, { bucket, tag, kind, state, categoryId, purpose, ...page }, { caller, repository }) {
    const filter = {
      bucket: bucket ?? null,
      tag: tag ?? null,
      kind: kind ?? null,
      state: state ?? null,
      categoryId: categoryId ?? null,
      purpose: purpose ?? null,
    };
    const ownerId = viewerOf(caller);
    return OWN_FILES.read(page, (request) => repository.ownFiles(ownerId, filter, request));
  },
  async mediaFilesCursor(_, __, { caller, streams, repository: { fileLog } }) {
    const viewerId = viewerOf(caller);
    const { sequences } = await fileLog.heads([viewerId]);
    return streams.cursor(fileLog, viewerId, sequences.get(viewerId) ?? 0);
  },
  storageUsage: (_, __, context) => storageUsage(context),
  mediaUpload: (_, { id }, { uploads }) => uploads.load(id),
  mediaLimits: () => listMediaLimits(),
  mediaUrls: (_, { requests }, context) => findMediaUrls(context, requests),
  categories: (_, { scope, parentId, ...page }, context) => listCategories(context, { scope, parentId }, page),
  category: (_, { id, scope, slug }, context) => findCategory(context, { id, scope, path: slug }),
  attachableFiles: (_, { ownerId, fileIds }, context) => findAttachableFiles(context, ownerId, fileIds),
};
