import { z } from 'zod';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, parseInput, text } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';
import { questionAsked } from '../../events.ts';
import { announceProjects } from '../projects/announce-projects.ts';
import { noProject } from '../projects/own-project.ts';
import { ownProject, projectNotOpen } from '../shared/market-refusals.ts';
import { type TooManyAttempts, withinLimit } from '../shared/within-limit.ts';

const INPUT = z.object({ projectId: z.string().max(100), text: text('A question', { max: 1_000 }) });

type Refusal = InvalidInput | NotFound | RefusalOf<'OwnProject'> | RefusalOf<'ProjectNotOpen'> | TooManyAttempts;

type Needs = Pick<ProjectsContext, 'caller' | 'now' | 'limits' | 'projects' | 'repository' | 'signals' | 'streams'>;

/** Asks the client about an open project, and returns the id of the question. */
export async function askQuestion(context: Needs, raw: unknown): Promise<Result<string, Refusal>> {
  const authorId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { projectId } = parsed.value;
  const project = await context.projects.load(projectId);
  if (project === null || project.clientId === null) return noProject();
  const { clientId } = project;
  if (clientId === authorId) return ownProject('You cannot ask about your own project.');
  if (project.status !== 'OPEN' && project.status !== 'PAUSED') return projectNotOpen('projectId');
  const limited = await withinLimit(context, 'question', authorId);
  if (!limited.ok) return limited;
  const at = context.now();
  const id = newId('pqn', at);
  await context.repository.transaction(async (store) => {
    await store.insertQuestion({ id, projectId, authorId, text: parsed.value.text, askedAt: at });
    await store.logProjects([projectId], at);
    await store.announce(questionAsked, { questionId: id, projectId, clientId, authorId, at: at.toISOString() }, at);
  });
  await announceProjects(context, [projectId]);
  return done(id);
}
