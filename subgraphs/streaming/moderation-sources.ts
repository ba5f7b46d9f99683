import type { ModerationSource } from '../../runtime/moderation/moderation-subject-field.ts';
import type { StreamingContext } from './context.ts';
import type { StreamingRepository } from './repository/index.ts';

/** What of this domain can be reported: streams, by their titles. */
export const moderationSourcesOf = ({
  reportedStream,
}: Pick<StreamingRepository, 'reportedStream'>): readonly ModerationSource<StreamingContext>[] => [
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
];

const toSubject = ({ hostId, title, startedAt }: { hostId: string | null; title: string; startedAt: Date }) => ({
  ...{ ownerId: hostId, text: title, mediaFileIds: [], createdAt: startedAt },
});
