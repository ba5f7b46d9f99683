import type { ModerationSource } from '../../runtime/moderation/moderation-subject-field.ts';
import type { MediaContext } from './context.ts';
import type { MediaRepository } from './repository/index.ts';

/** What of this domain can be reported: files that whoever reports sees by their own rights. */
export const moderationSourcesOf = ({
  fileToProcess,
}: Pick<MediaRepository, 'fileToProcess'>): readonly ModerationSource<MediaContext>[] => [
  {
    prefix: 'fil',
    async visible({ files }, id) {
      const file = await files.load({ id, access: '' });
      return file === null ? null : toSubject(file);
    },
    async stored(id) {
      const file = await fileToProcess(id);
      return file === null ? null : toSubject(file);
    },
  },
];

interface Reported {
  readonly id: string;
  readonly ownerId: string;
  readonly fileName: string;
  readonly altText: string | null;
  readonly createdAt: Date;
}

const toSubject = ({ id, ownerId, fileName, altText, createdAt }: Reported) => ({
  ...{ ownerId, text: altText ?? fileName, mediaFileIds: [id], createdAt },
});
