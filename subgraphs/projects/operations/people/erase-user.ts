import type { ErasureStep } from '../../../../runtime/erasure/erase-user.ts';
import type { ProjectsStore } from '../../repository/index.ts';
import { releaseFiles } from '../shared/file-uses.ts';

/**
 * Erases a part of what a person has offered and bid: projects and proposals without a contract with all that hangs on them;
 * of those with one stays what the contract is about, for the other party. Contracts keep their amounts and lose what the
 * person has written in them.
 */
export async function eraseUser(
  { now }: { readonly now: () => Date },
  store: ProjectsStore,
  userId: string,
): Promise<ErasureStep> {
  const at = now();
  // Before the marks of the tables take the names: by them it is known whose words they are.
  if (!(await store.clearContractTexts(userId))) return { isComplete: false };
  const projects = await store.projectsToErase(userId);
  for (const { id, hasContract } of projects) {
    const subjectIds = hasContract ? [id] : await store.subjectsWithFiles(id);
    for (const subjectId of subjectIds) await releaseFiles(store, subjectId, at);
    if (hasContract) await store.anonymizeProject(id, at);
    else await store.deleteProject(id);
    await store.logProjects([id], at);
  }
  if (projects.length > 0) return { isComplete: false };
  const proposals = await store.proposalsToErase(userId);
  for (const { id, projectId, hasContract } of proposals) {
    await releaseFiles(store, id, at);
    if (hasContract) await store.anonymizeProposal(id, at);
    else await store.deleteProposal(id);
    await store.logProjects([projectId], at);
  }
  return { isComplete: proposals.length === 0 };
}
