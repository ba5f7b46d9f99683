import { type NotFound, notFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import type { ProjectsContext } from '../../context.ts';
import type { Project } from '../../repository/index.ts';
import { type NotPermitted, notPermitted } from '../shared/refusals.ts';

/** A project whose client is the viewer. */
export type OwnProject = Project & { readonly clientId: string };

/** The refusal for a project that does not exist or must not be known. */
export const noProject = () => notFound('There is no such project.', 'projectId');

/** A project of the viewer; one of somebody else is refused as it may be known. */
export async function findOwnProject(
  { projects }: Pick<ProjectsContext, 'projects'>,
  viewerId: string,
  projectId: string,
): Promise<Result<OwnProject, NotFound | NotPermitted>> {
  const project = await projects.load(projectId);
  if (project === null) return noProject();
  if (project.clientId !== viewerId) return notPermitted('Only its client can do this.', 'projectId');
  return done({ ...project, clientId: viewerId });
}
