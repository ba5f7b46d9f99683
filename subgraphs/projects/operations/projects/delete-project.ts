import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';
import { releaseFiles } from '../shared/file-uses.ts';
import { type InvalidState, invalidState, type NotPermitted } from '../shared/refusals.ts';
import { announceProjects } from './announce-projects.ts';
import { findOwnProject, noProject } from './own-project.ts';

const INPUT = z.object({ projectId: z.string().max(100) });

type Refusal = InvalidInput | NotFound | NotPermitted | InvalidState;

type Needs = Pick<ProjectsContext, 'caller' | 'now' | 'projects' | 'repository' | 'signals' | 'streams'>;

/** Deletes a draft of the viewer, and returns its id. */
export async function deleteProject(context: Needs, raw: unknown): Promise<Result<string, Refusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { projectId } = parsed.value;
  const own = await findOwnProject(context, viewerId, projectId);
  if (!own.ok) return own;
  const at = context.now();
  const result = await context.repository.transaction(async (store): Promise<Result<string, Refusal>> => {
    const project = await store.lockProject(projectId);
    if (project === null) return noProject();
    if (project.status !== 'DRAFT')
      return invalidState(
        'Only drafts are deleted. Cancel the project instead.',
        project.status,
        ['DRAFT'],
        'projectId',
      );
    await releaseFiles(store, projectId, at);
    await store.deleteProject(projectId);
    return done(projectId);
  });
  if (!result.ok) return result;
  context.projects.clear(projectId);
  await announceProjects(context, []);
  return result;
}
