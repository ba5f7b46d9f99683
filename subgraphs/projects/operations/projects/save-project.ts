import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';
import { limitRefusal } from '../shared/market-refusals.ts';
import { noProject } from './own-project.ts';

const INPUT = z.object({ projectId: z.string().max(100) });

/** Most projects on a person's list. */
const MAX_SAVED_PROJECTS = 1_000;

interface Needs extends Pick<ProjectsContext, 'caller' | 'now' | 'projects' | 'projectViewers'> {
  readonly repository: Pick<ProjectsContext['repository'], 'saveProject' | 'unsaveProject'>;
}

/** Puts a project on the viewer's list, and returns its id. */
export async function saveProject(
  context: Needs,
  raw: unknown,
): Promise<Result<string, InvalidInput | NotFound | (RefusalOf<'TooManySavedProjects'> & { readonly limit: number })>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { projectId } = parsed.value;
  if ((await context.projects.load(projectId)) === null) return noProject();
  const isSaved = await context.repository.saveProject(viewerId, projectId, MAX_SAVED_PROJECTS, context.now());
  if (!isSaved)
    return limitRefusal(
      'TooManySavedProjects',
      'Your list of projects is full. Take some from it.',
      MAX_SAVED_PROJECTS,
    );
  context.projectViewers.clear(projectId);
  return done(projectId);
}

/** Takes a project from the viewer's list, and returns its id. */
export async function unsaveProject(context: Needs, raw: unknown): Promise<Result<string, InvalidInput>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { projectId } = parsed.value;
  await context.repository.unsaveProject(viewerId, projectId);
  context.projectViewers.clear(projectId);
  return done(projectId);
}
