import type { ModerationSource } from '../../runtime/moderation/moderation-subject-field.ts';
import type { StreamingContext } from './context.ts';
import type { StreamingRepository } from './repository/index.ts';
import type { ReportedRecording } from './repository/recordings.ts';

/** What of this domain can be reported: streams, by their titles and descriptions, and recordings. */
export const moderationSourcesOf = ({
  reportedStream,
  reportedRecording,
}: Pick<
  StreamingRepository,
  'reportedStream' | 'reportedRecording'
>): readonly ModerationSource<StreamingContext>[] => [
  {
    prefix: 'str',
    async visible({ liveStreams }, id) {
      const stream = await liveStreams.load(id);
      return stream === null ? null : toSubject(stream);
    },
    async stored(id) {
      const stream = await reportedStream(id);
      return stream === null ? null : toSubject(stream);
    },
  },
  {
    prefix: 'rec',
    async visible({ recordings }, id) {
      const recording = await recordings.load(id);
      return recording === null ? null : recordingOf(await reportedRecording(id));
    },
    stored: async (id) => recordingOf(await reportedRecording(id)),
  },
];

const recordingOf = (recording: ReportedRecording | null) =>
  recording === null
    ? null
    : {
        ...{ ownerId: recording.hostId, text: recording.title, createdAt: recording.createdAt },
        mediaFileIds: recording.mediaFileId === null ? [] : [recording.mediaFileId],
      };

const toSubject = ({ hostId, title, startedAt }: { hostId: string | null; title: string; startedAt: Date }) => ({
  ...{ ownerId: hostId, text: title, mediaFileIds: [], createdAt: startedAt },
});
