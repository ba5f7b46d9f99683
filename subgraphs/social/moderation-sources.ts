import type { ModerationSource } from '../../runtime/moderation/moderation-subject-field.ts';
import type { SocialContext } from './context.ts';
import type { SocialRepository } from './repository/index.ts';

/** What of this domain can be reported: posts that are out, and comments that stand. */
export function moderationSourcesOf({
  reportedContent,
}: Pick<SocialRepository, 'reportedContent'>): readonly ModerationSource<SocialContext>[] {
  const stored = async (id: string) => {
    const content = await reportedContent(id);
    if (content === null) return null;
    const { authorId, text, fileIds, createdAt } = content;
    return { ownerId: authorId, text: text === '' ? null : text, mediaFileIds: fileIds, createdAt };
  };
  return [
    {
      prefix: 'pst',
      visible: async ({ posts }, id) => ((await posts.load(id)) === null ? null : stored(id)),
      stored,
    },
    {
      prefix: 'cmt',
      visible: async ({ comments }, id) => ((await comments.load(id)) === null ? null : stored(id)),
      stored,
    },
  ];
}
