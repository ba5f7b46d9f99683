import type { ResumeContext } from '../../context.ts';

/** A resume that can be attached to a proposal. */
export interface AttachableResume {
  readonly id: string;
  readonly title: string;
  readonly version: number;
}

interface Needs {
  readonly repository: Pick<ResumeContext['repository'], 'storedResume' | 'areHidden'>;
}

/** A resume of this person that they may attach; null when it is not theirs, is deleted, or is hidden by moderators. */
export async function resumeForProposal(
  { repository }: Needs,
  id: string,
  ownerId: string,
): Promise<AttachableResume | null> {
  const [resume, [isHidden]] = await Promise.all([repository.storedResume(id), repository.areHidden([id])]);
  if (resume === null || resume.ownerId !== ownerId || isHidden === true) return null;
  const { title, version } = resume;
  return { id, title, version };
}
