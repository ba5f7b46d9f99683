import { z } from 'zod';
import {
  type InvalidInput,
  type NotFound,
  notFound,
  parseInput,
  text,
} from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';
import { questionAnswered } from '../../events.ts';
import { announceProjects } from '../projects/announce-projects.ts';
import { type NotPermitted, notPermitted } from '../shared/refusals.ts';

const INPUT = z.object({ questionId: z.string().max(100), text: text('An answer', { max: 2_000 }) });

type Refusal = InvalidInput | NotFound | NotPermitted;

type Needs = Pick<ProjectsContext, 'caller' | 'now' | 'projects' | 'questions' | 'repository' | 'signals' | 'streams'>;

/** The refusal for a question that does not exist or must not be known. */
export const noQuestion = () => notFound('There is no such question.', 'questionId');

/** Answers a question about a project of the viewer, or changes the answer; returns the id of the question. */
export async function answerQuestion(context: Needs, raw: unknown): Promise<Result<string, Refusal>> {
  const clientId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { questionId } = parsed.value;
  const question = await context.questions.load(questionId);
  if (question === null) return noQuestion();
  const { projectId, authorId } = question;
  const project = await context.projects.load(projectId);
  if (project?.clientId !== clientId) return notPermitted('Only the client of the project can answer.', 'questionId');
  const at = context.now();
  await context.repository.transaction(async (store) => {
    const isFirst = await store.answerQuestion(questionId, parsed.value.text, at);
    await store.logProjects([projectId], at);
    const fact = { questionId, projectId, clientId, authorId, at: at.toISOString() };
    if (isFirst) await store.announce(questionAnswered, fact, at);
  });
  context.questions.clear(questionId);
  await announceProjects(context, [projectId]);
  return done(questionId);
}
