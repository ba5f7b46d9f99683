import type { ModerationSource } from '../../runtime/moderation/moderation-subject-field.ts';
import type { CommerceContext } from './context.ts';
import type { CommerceRepository } from './repository/index.ts';

/** What of this domain can be reported: products that have been on sale, and reviews. */
export function moderationSourcesOf({
  reportedContent,
}: Pick<CommerceRepository, 'reportedContent'>): readonly ModerationSource<CommerceContext>[] {
  const stored = async (id: string) => {
    const content = await reportedContent(id);
    if (content === null) return null;
    const { authorId, text, fileIds, createdAt } = content;
    return { ownerId: authorId, text: text === '' ? null : text, mediaFileIds: fileIds, createdAt };
  };
  return [
    {
      prefix: 'prd',
      visible: async ({ products }, id) => ((await products.load(id)) === null ? null : stored(id)),
      stored,
    },
    {
      prefix: 'prv',
      visible: async ({ reviews }, id) => ((await reviews.load(id)) === null ? null : stored(id)),
      stored,
    },
  ];
}
