import { payloadOf } from '../../../runtime/operations/result.ts';
import type { MutationResolvers } from '../generated.ts';
import { abortUpload } from '../operations/abort-upload.ts';
import { attachFiles } from '../operations/attach-files.ts';
import { completeUpload } from '../operations/complete-upload.ts';
import { createCategory } from '../operations/create-category.ts';
import { createUpload } from '../operations/create-upload.ts';
import { deleteCategory } from '../operations/delete-category.ts';
import { deleteMediaFile } from '../operations/delete-media-file.ts';
import { detachFiles } from '../operations/detach-files.ts';
import { moveCategory } from '../operations/move-category.ts';
import { reprocessMediaFile } from '../operations/reprocess-media-file.ts';
import { updateCategory } from '../operations/update-category.ts';
import { updateMediaFile } from '../operations/update-media-file.ts';

/** Mutations of the contract. */
export const mutation: MutationResolvers = {
  async createUpload(_, { input }, context) {
    const created = await createUpload(context, input);
    const { begun, errors } = payloadOf('begun', created);
    const { isReplay } = created;
    if (begun === null) return { upload: null, file: null, isReplay, errors };
    const { uploadId, fileId } = begun;
    if (uploadId !== null) return { upload: await context.uploads.load(uploadId), file: null, isReplay, errors };
    return { upload: null, file: await context.files.load({ id: fileId, access: '' }), isReplay, errors };
  },
  async completeUpload(_, { input }, context) {
    const { fileId, errors } = payloadOf('fileId', await completeUpload(context, input));
    return { file: fileId === null ? null : await context.files.load({ id: fileId, access: '' }), errors };
  },
  abortUpload: async (_, { input }, context) => payloadOf('upload', await abortUpload(context, input)),
  updateMediaFile: async (_, { input }, context) => payloadOf('file', await updateMediaFile(context, input)),
  deleteMediaFile: async (_, { input }, context) => payloadOf('fileId', await deleteMediaFile(context, input)),
  reprocessMediaFile: async (_, { input }, context) => payloadOf('file', await reprocessMediaFile(context, input)),
  createCategory: async (_, { input }, context) => payloadOf('category', await createCategory(context, input)),
  updateCategory: async (_, { input }, context) => payloadOf('category', await updateCategory(context, input)),
  moveCategory: async (_, { input }, context) => payloadOf('category', await moveCategory(context, input)),
  deleteCategory: async (_, { input }, context) => payloadOf('category', await deleteCategory(context, input)),
  attachFiles: async (_, { input }, context) => payloadOf('files', await attachFiles(context, input)),
  async detachFiles(_, { input }, context) {
    const { count, errors } = payloadOf('count', await detachFiles(context, input));
    return { count: count ?? 0, errors };
  },
};
