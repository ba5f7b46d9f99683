import type { ModerationSource } from '../../runtime/moderation/moderation-subject-field.ts';
import type { ProjectsContext } from './context.ts';
import type { ContractReview, ProjectsRepository } from './repository/index.ts';

/** What of this domain can be reported: projects that were opened, proposals, questions about projects, and reviews after contracts. */
export function moderationSourcesOf({
  reportedContent,
  findReview,
}: Pick<ProjectsRepository, 'reportedContent' | 'findReview'>): readonly ModerationSource<ProjectsContext>[] {
  const stored = async (id: string) => {
    const content = await reportedContent(id);
    if (content === null || content.ownerId === null) return null;
    const { ownerId, text, fileIds, createdAt } = content;
    return { ownerId, text, mediaFileIds: fileIds, createdAt };
  };
  return [
    {
      prefix: 'prj',
      visible: async ({ projects }, id) => ((await projects.load(id)) === null ? null : stored(id)),
      stored,
    },
    {
      prefix: 'prp',
      visible: async ({ proposals }, id) => ((await proposals.load(id)) === null ? null : stored(id)),
      stored,
    },
    {
      prefix: 'pqn',
      visible: async ({ questions }, id) => ((await questions.load(id)) === null ? null : stored(id)),
      stored,
    },
    {
      prefix: 'crv',
      async visible({ reviews, caller }, id) {
        const review = caller.viewerId === null ? null : await reviews.load(id);
        return review === null || review.shownAt === null ? null : subjectOf(review, review.text);
      },
      async stored(id) {
        const review = await findReview(id);
        return review === null ? null : subjectOf(review, wholeTextOf(review));
      },
    },
  ];
}

const subjectOf = ({ authorId, createdAt }: ContractReview, text: string | null) => ({
  ...{ ownerId: authorId, text, mediaFileIds: [], createdAt },
});

/** Moderators also read what the author of a review wrote for the platform only. */
const wholeTextOf = ({ text, privateNote }: ContractReview): string | null =>
  [text, privateNote].filter((part) => part !== null).join('\n\n') || null;
