import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';
import { announceProjects } from '../projects/announce-projects.ts';
import { type NotPermitted, notPermitted } from '../shared/refusals.ts';
import { noQuestion } from './answer-question.ts';

const INPUT = z.object({ questionId: z.string().max(100) });

type Needs = Pick<ProjectsContext, 'caller' | 'now' | 'projects' | 'questions' | 'repository' | 'signals' | 'streams'>;

/** Deletes a question of the viewer, or one about a project of the viewer, and returns its id. */
export async function deleteQuestion(
  context: Needs,
  raw: unknown,
): Promise<Result<string, InvalidInput | NotFound | NotPermitted>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { questionId } = parsed.value;
  const question = await context.questions.load(questionId);
  if (question === null) return noQuestion();
  const { projectId, authorId } = question;
  const project = await context.projects.load(projectId);
  if (authorId !== viewerId && project?.clientId !== viewerId)
    return notPermitted('Only who asked and the client can delete a question.', 'questionId');
  const at = context.now();
  await context.repository.transaction(async (store) => {
    await store.deleteQuestion(questionId);
    await store.logProjects([projectId], at);
  });
  context.questions.clear(questionId);
  await announceProjects(context, [projectId]);
  return done(questionId);
}
