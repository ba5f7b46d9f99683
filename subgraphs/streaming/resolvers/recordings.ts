import { payloadOf } from '../../../runtime/operations/result.ts';
import type { StreamingContext } from '../context.ts';
import type { MutationResolvers, QueryResolvers, StreamRecordingResolvers } from '../generated.ts';
import { deleteRecording, publishRecording } from '../operations/recordings/decide-recording.ts';
import { fileUrlKey } from '../operations/recordings/find-file-urls.ts';
import { listRecordings } from '../operations/recordings/list-recordings.ts';

/** Whoever may watch the recording may read its file, until the access expires or the recording is deleted. */
const fileOf = (
  { id: grantId, mediaFileId: fileId }: { readonly id: string; readonly mediaFileId: string | null },
  { caller: { viewerId }, fileAccess, now }: Pick<StreamingContext, 'caller' | 'fileAccess' | 'now'>,
) => (fileId === null ? null : { id: fileId, access: fileAccess.mint({ fileId, viewerId, grantId }, now()) });

export const recordingQueries: QueryResolvers = {
  recordings: (_, input, context) => listRecordings(context, input),
  recording: (_, { id }, { recordings }) => recordings.load(id),
};

export const recordingMutations: MutationResolvers = {
  publishRecording: async (_, { input }, context) => payloadOf('recording', await publishRecording(context, input)),
  deleteRecording: async (_, { input }, context) => payloadOf('recording', await deleteRecording(context, input)),
};

export const recordingFields: StreamRecordingResolvers = {
  __resolveReference: ({ id }, { recordings }) => recordings.load(id),
  file: (recording, _, context) => fileOf(recording, context),
  url: async (recording, _, context) => {
    const file = fileOf(recording, context);
    return file === null ? null : context.fileUrls.load(fileUrlKey(file.id, file.access));
  },
  stream: ({ streamId }, _, { liveStreams }) => liveStreams.load(streamId),
};
