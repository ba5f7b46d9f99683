import type { ModerationSource } from '../../runtime/moderation/moderation-subject-field.ts';
import type { ResumeContext } from './context.ts';
import { textsOf } from './operations/content/texts-of.ts';
import type { ResumeRepository } from './repository/index.ts';

/** What of this domain can be reported: resumes, as those see them who report. */
export function moderationSourcesOf({
  storedResume,
}: Pick<ResumeRepository, 'storedResume'>): readonly ModerationSource<ResumeContext>[] {
  const stored = async (id: string) => {
    const resume = await storedResume(id);
    if (resume === null) return null;
    const { ownerId, photoFileId, createdAt } = resume;
    return { ownerId, text: textsOf(resume), mediaFileIds: photoFileId === null ? [] : [photoFileId], createdAt };
  };
  return [
    {
      prefix: 'res',
      visible: async ({ resumes }, id) => ((await resumes.load(id)) === null ? null : stored(id)),
      stored,
    },
  ];
}
