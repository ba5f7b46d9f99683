import { isModerator } from '../../../runtime/operations/moderators.ts';
import type { MediaContext } from '../context.ts';
import type { Resolvers } from '../generated.ts';
import { urlExpiryOf, urlOf } from '../operations/link-to-file.ts';
import { PART_BYTES } from '../operations/receive-bytes.ts';
import { category } from './category.ts';

const isOwner = ({ ownerId }: { readonly ownerId: string }, { caller }: Pick<MediaContext, 'caller'>): boolean =>
  ownerId === caller.viewerId;

const mediaFile: Resolvers['MediaFile'] = {
  __resolveReference: ({ id, access }, { files }) => files.load({ id, access }),
  checksum: (file, _, context) => (isOwner(file, context) ? file.checksum : null),
  tags: (file, _, context) => (isOwner(file, context) ? file.tags : []),
  owner: ({ ownerId }) => ({ id: ownerId }),
  category: ({ categoryId }, _, { categories }) => (categoryId === null ? null : categories.load(categoryId)),
  failureReason: (file, _, context) => (isOwner(file, context) ? file.failureReason : null),
  focalPoint: ({ focalX: x, focalY: y }) => (x === null || y === null ? null : { x, y }),
  peaks: ({ peaks }) => (peaks.length === 0 ? null : peaks.map((peak) => peak / 100)),
  variants: (file) => file.variants.map((variant) => ({ ...variant, file })),
  url: (file, request, context) => urlOf(context, file, request),
  urlExpiresAt: (file, _, context) => urlExpiryOf(context, file),
  usages: (file, _, context) => (isOwner(file, context) ? context.usages.load(file.id) : []),
  moderation: (file, _, context) => (isOwner(file, context) || isModerator(context.caller) ? file : null),
};

/** Types of the contract that have fields to resolve. */
export const entities: Omit<Resolvers, 'Query' | 'Mutation' | 'Subscription'> = {
  User: {
    __resolveReference: (reference) => reference,
    mediaFiles: ({ id }, page, { filePages }) => filePages.load(id, page),
  },
  MediaFile: mediaFile,
  MediaModeration: { fileId: ({ id }) => id },
  Category: category,
  MediaVariant: {
    url: ({ file, name, format }, _, context) => urlOf(context, file, { variant: name, format }),
  },
  MediaUpload: {
    __resolveReference: ({ id }, { uploads }) => uploads.load(id),
    method: () => 'PUT',
    url: (upload, _, { uploadUrls }) => (upload.state === 'OPEN' ? uploadUrls.urlOf(upload) : null),
    headers: ({ contentType }) => (contentType === '' ? [] : [{ name: 'Content-Type', value: contentType }]),
    tusUrl: (upload, _, { uploadUrls }) => (upload.state === 'OPEN' ? uploadUrls.tusUrlOf(upload) : null),
    partByteSize: () => PART_BYTES,
    file: ({ fileId }, _, { files }) => files.load({ id: fileId, access: '' }),
  },
};
