import type { StreamingContext } from '../context.ts';
import type { LiveStreamResolvers, StreamCategoryResolvers } from '../generated.ts';
import { fileUrlKey } from '../operations/recordings/find-file-urls.ts';
import { viewerStateOf } from '../operations/viewer-state.ts';

/** Whoever may see a stream may see its picture, as long as the stream shows it. */
const thumbnailOf = (
  { id: grantId, thumbnailFileId: fileId }: { readonly id: string; readonly thumbnailFileId: string | null },
  { caller: { viewerId }, fileAccess, now }: Pick<StreamingContext, 'caller' | 'fileAccess' | 'now'>,
) => (fileId === null ? null : { id: fileId, access: fileAccess.mint({ fileId, viewerId, grantId }, now()) });

/** What a host says about a stream, and what the viewer is to it. */
export const detailFields: LiveStreamResolvers = {
  category: ({ categoryId }) => (categoryId === null ? null : { id: categoryId }),
  tags: ({ tags }) => [...tags],
  thumbnail: (stream, _, context) => thumbnailOf(stream, context),
  thumbnailUrl: async (stream, _, context) => {
    const file = thumbnailOf(stream, context);
    return file === null ? null : context.pictureUrls.load(fileUrlKey(file.id, file.access));
  },
  chat: ({ chatMode, slowModeSeconds }) => ({ mode: chatMode, slowModeSeconds }),
  uniqueViewerCount: async ({ id, hostId }, _, { caller, audienceNumbers }) =>
    hostId === null || caller.viewerId !== hostId ? null : ((await audienceNumbers.load(id))?.uniqueViewerCount ?? 0),
  averageWatchSeconds: async ({ id, hostId }, _, { caller, audienceNumbers }) =>
    hostId === null || caller.viewerId !== hostId
      ? null
      : ((await audienceNumbers.load(id))?.averageWatchSeconds ?? null),
  viewer: async (stream, _, { caller, viewerRoles }) =>
    caller.viewerId === null ? null : viewerStateOf(stream, await viewerRoles.load(stream.id)),
  moderators: async ({ id }, _, { moderatorsOfStreams }) =>
    ((await moderatorsOfStreams.load(id)) ?? []).map((userId) => ({ id: userId })),
  topGifters: async ({ id }, _, { topGifters }) => [...((await topGifters.load(id)) ?? [])],
  giftsCursor: ({ id, giftSequence }, _, { streams, giftsLog }) => streams.cursor(giftsLog, id, giftSequence),
  recording: ({ id }, _, { recordingsOfStreams }) => recordingsOfStreams.load(id),
};

export const categoryFields: StreamCategoryResolvers = {
  category: ({ categoryId }) => ({ id: categoryId }),
};
