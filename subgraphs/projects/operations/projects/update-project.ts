import { z } from 'zod';
import { type AttachmentRefusal, requireAttachable } from '../../../../runtime/attachments/require-attachable.ts';
import { requireCategory } from '../../../../runtime/categories/require-category.ts';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';
import { matchAlerts } from '../../events.ts';
import type { Project, ProjectFields, ProjectsStore } from '../../repository/index.ts';
import { releaseFiles, showFiles } from '../shared/file-uses.ts';
import { type InvalidState, invalidInput, invalidState, type NotPermitted } from '../shared/refusals.ts';
import { skillKey } from '../shared/skill-key.ts';
import { announceProjects } from './announce-projects.ts';
import { findOwnProject, noProject } from './own-project.ts';
import { checkFields, PROJECT_FIELDS } from './project-fields.ts';
import { isClosed } from './project-states.ts';

const INPUT = z.object({
  projectId: z.string().max(100),
  title: PROJECT_FIELDS.title.optional(),
  description: PROJECT_FIELDS.description.optional(),
  budget: PROJECT_FIELDS.budget.optional(),
  skills: PROJECT_FIELDS.skills.optional(),
  categoryId: PROJECT_FIELDS.categoryId.nullish(),
  deadline: PROJECT_FIELDS.deadline.nullish(),
  visibility: PROJECT_FIELDS.visibility.optional(),
  attachmentIds: PROJECT_FIELDS.attachmentIds.optional(),
});

type Input = z.output<typeof INPUT>;

/** States in which a project can be changed. */
const CHANGEABLE = ['DRAFT', 'OPEN', 'PAUSED', 'IN_PROGRESS'];

type Refusal =
  | InvalidInput
  | NotFound
  | NotPermitted
  | InvalidState
  | RefusalOf<'CurrencyNotSupported'>
  | AttachmentRefusal;

type Needs = Pick<ProjectsContext, 'caller' | 'now' | 'ask' | 'projects' | 'repository' | 'signals' | 'streams'>;

/** Changes a project of the viewer, and returns its id. What is absent stays; a category or deadline of null is taken away. */
export async function updateProject(context: Needs, raw: unknown): Promise<Result<string, Refusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const input = parsed.value;
  const own = await findOwnProject(context, viewerId, input.projectId);
  if (!own.ok) return own;
  const allowed = await checkChange(context, viewerId, own.value, input);
  if (!allowed.ok) return allowed;
  const at = context.now();
  const result = await context.repository.transaction((store) => change(store, input, at));
  if (!result.ok) return result;
  context.projects.clear(input.projectId);
  await announceProjects(context, [input.projectId]);
  return result;
}

async function checkChange(
  context: Needs,
  viewerId: string,
  project: Project,
  input: Input,
): Promise<Result<null, Refusal>> {
  const valid = checkFields({ budget: input.budget ?? null, deadline: input.deadline ?? null }, context.now());
  if (!valid.ok) return valid;
  const { categoryId, attachmentIds = [] } = input;
  if (categoryId != null && categoryId !== project.categoryId) {
    const category = await requireCategory(context, { service: 'projects', scope: 'PROJECT', categoryId });
    if (!category.ok) return category;
  }
  const files = { service: 'projects', ownerId: viewerId, fileIds: attachmentIds, path: ['attachmentIds'] };
  return requireAttachable(context.ask, files);
}

async function change(store: ProjectsStore, input: Input, at: Date): Promise<Result<string, Refusal>> {
  const { projectId, budget, attachmentIds } = input;
  const project = await store.lockProject(projectId);
  if (project === null) return noProject();
  if (isClosed(project.status))
    return invalidState('A closed project cannot be changed.', project.status, CHANGEABLE, 'projectId');
  const isOther = budget !== undefined && (budget.kind !== project.budgetKind || budget.currency !== project.currency);
  if (isOther && project.status !== 'DRAFT')
    return invalidInput('Proposals were made for this kind of budget and this currency.', 'budget');
  const fields = mergedFields(project, input);
  await store.updateProject(projectId, fields, at);
  if (attachmentIds !== undefined) {
    const [before = []] = await store.filesOf([projectId]);
    const gone = before.flatMap(({ fileId }) => (attachmentIds.includes(fileId) ? [] : [fileId]));
    await releaseFiles(store, projectId, at, gone);
    await store.replaceProjectFiles(projectId, attachmentIds);
  }
  await store.logProjects([projectId], at);
  if (attachmentIds !== undefined) await showFiles(store, projectId, at);
  const isNewForAll = project.visibility === 'INVITED' && fields.visibility === 'PUBLIC' && project.status === 'OPEN';
  if (isNewForAll) await store.enqueueWork(matchAlerts, [{ payload: { projectId, after: '' } }], at);
  return done(projectId);
}

function mergedFields(project: Project, { budget, skills, ...input }: Input): ProjectFields {
  const written = skills ?? project.skills;
  return {
    title: input.title ?? project.title,
    description: input.description ?? project.description,
    budgetKind: budget?.kind ?? project.budgetKind,
    budgetMin: budget === undefined ? project.budgetMin : (budget.min ?? null),
    budgetMax: budget === undefined ? project.budgetMax : (budget.max ?? null),
    currency: budget?.currency ?? project.currency,
    skills: written,
    skillKeys: written.map(skillKey),
    categoryId: input.categoryId === undefined ? project.categoryId : input.categoryId,
    deadline: input.deadline === undefined ? project.deadline : input.deadline,
    visibility: input.visibility ?? project.visibility,
  };
}
