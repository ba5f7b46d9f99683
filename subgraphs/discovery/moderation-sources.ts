import type { ModerationSource } from '../../runtime/moderation/moderation-subject-field.ts';
import type { DiscoveryContext } from './context.ts';
import type { DiscoveryRepository } from './repository/index.ts';

/** What of this domain can be reported: what a person shows, one of their prompts, and what somebody wrote with a like. */
export const moderationSourcesOf = ({
  reportedProfile,
  reportedPrompt,
  reportedComment,
}: Pick<
  DiscoveryRepository,
  'reportedProfile' | 'reportedPrompt' | 'reportedComment'
>): readonly ModerationSource<DiscoveryContext>[] => [
  {
    prefix: 'dpf',
    async visible({ caller, now, repository }, id) {
      const profile = await reportedProfile(id);
      return profile !== null && (await isSeen(repository, caller.viewerId, profile.ownerId, now())) ? profile : null;
    },
    stored: reportedProfile,
  },
  {
    prefix: 'dpm',
    async visible({ caller, now, repository }, id) {
      const prompt = await reportedPrompt(id);
      return prompt !== null && (await isSeen(repository, caller.viewerId, prompt.ownerId, now())) ? prompt : null;
    },
    stored: reportedPrompt,
  },
  {
    prefix: 'dlk',
    async visible({ receivedLikes }, id) {
      const like = await receivedLikes.load(id);
      return like === null || !like.isAnswered || like.comment === null ? null : reportedComment(id);
    },
    stored: reportedComment,
  },
];

/** Whether the viewer may be shown that person. */
async function isSeen(
  repository: Pick<DiscoveryRepository, 'relationshipOf'>,
  viewerId: string | null,
  ownerId: string,
  now: Date,
): Promise<boolean> {
  if (viewerId === null) return false;
  const { isShown, hasMatch } = await repository.relationshipOf(viewerId, ownerId, { now, wasShown: false });
  return isShown || hasMatch;
}
