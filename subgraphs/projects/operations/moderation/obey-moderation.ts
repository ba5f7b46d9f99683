import type { ObeyedDecision } from '../../../../runtime/moderation/when-content-is-moderated.ts';
import type { ProjectsStore } from '../../repository/index.ts';
import { type AnnouncingNeeds, announceProjects } from '../projects/announce-projects.ts';
import { applyStatus } from '../projects/change-project-status.ts';
import { releaseFiles, shareFiles } from '../shared/file-uses.ts';

/**
 * Withholds or shows again the files of a project or proposal that was hidden or restored, and takes away for good what was
 * removed, in the caller's transaction; what is removed and has a contract stays for its two parties. Every read hides the
 * rows themselves. Returns what is left for after the commit.
 */
export async function obeyModeration(
  needs: AnnouncingNeeds,
  store: ProjectsStore,
  { subjectId, decision, at }: ObeyedDecision,
): Promise<() => Promise<void>> {
  const projectId = await store.projectOf(subjectId);
  if (projectId === null) return async () => undefined;
  const project = await store.lockProject(projectId);
  if (decision !== 'REMOVE') await shareFiles(store, subjectId, { userId: null, isShared: decision === 'RESTORE' }, at);
  else if (subjectId.startsWith('prj_')) {
    await releaseFiles(store, subjectId, at);
    if (project?.status === 'OPEN' || project?.status === 'PAUSED') await applyStatus(store, project, 'CANCELLED', at);
  } else if (subjectId.startsWith('prp_')) {
    await releaseFiles(store, subjectId, at);
    const proposal = await store.lockProposal(subjectId);
    if (proposal !== null && proposal.state !== 'ACCEPTED') await store.deleteProposal(subjectId);
  } else await store.deleteQuestion(subjectId);
  await store.logProjects([projectId], at);
  return () => announceProjects(needs, [projectId]);
}
