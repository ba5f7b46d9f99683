import { z } from 'zod';
import { type AttachmentRefusal, requireAttachable } from '../../../../runtime/attachments/require-attachable.ts';
import { requireCategory } from '../../../../runtime/categories/require-category.ts';
import {
  findReplay,
  type IdempotencyRefusal,
  idempotencyKey,
  once,
  type Replayable,
} from '../../../../runtime/idempotency/once.ts';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';
import type { ProjectsStore } from '../../repository/index.ts';
import { showFiles } from '../shared/file-uses.ts';
import { skillKey } from '../shared/skill-key.ts';
import { type TooManyAttempts, withinLimit } from '../shared/within-limit.ts';
import { announceProjects } from './announce-projects.ts';
import { checkFields, PROJECT_FIELDS } from './project-fields.ts';

const INPUT = z.object({
  title: PROJECT_FIELDS.title,
  description: PROJECT_FIELDS.description,
  budget: PROJECT_FIELDS.budget,
  skills: PROJECT_FIELDS.skills.nullish(),
  categoryId: PROJECT_FIELDS.categoryId.nullish(),
  deadline: PROJECT_FIELDS.deadline.nullish(),
  visibility: PROJECT_FIELDS.visibility.nullish(),
  attachmentIds: PROJECT_FIELDS.attachmentIds.nullish(),
  idempotencyKey: idempotencyKey.nullish(),
});

type Input = z.output<typeof INPUT>;

/** Why no project was stored. */
export type CreateProjectRefusal =
  | InvalidInput
  | NotFound
  | TooManyAttempts
  | RefusalOf<'CurrencyNotSupported'>
  | AttachmentRefusal
  | IdempotencyRefusal;

type Ids = { readonly projectId: string };

type Needs = Pick<ProjectsContext, 'caller' | 'now' | 'ask' | 'limits' | 'repository' | 'signals' | 'streams'>;

/** Stores a draft of a project of the viewer. */
export async function createProject(context: Needs, raw: unknown): Promise<Replayable<Ids, CreateProjectRefusal>> {
  const clientId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, ...input } = parsed.value;
  const call = { scope: clientId, operation: 'createProject', key: key ?? null, input: hashable(input) };
  const replay = await findReplay<Ids, CreateProjectRefusal>(context, call);
  if (replay !== null) return replay;
  const checked = await checkProject(context, clientId, parsed.value);
  if (!checked.ok) return { ...checked, isReplay: false };
  const at = context.now();
  const id = newId('prj', at);
  const { budget, skills, attachmentIds } = input;
  const result = await once<ProjectsStore, Ids, CreateProjectRefusal>(context, call, async (store) => {
    await store.insertProject({
      ...{ id, clientId, title: input.title, description: input.description, createdAt: at },
      ...{ budgetKind: budget.kind, budgetMin: budget.min ?? null, budgetMax: budget.max ?? null },
      ...{ currency: budget.currency, skills: skills ?? [], skillKeys: (skills ?? []).map(skillKey) },
      ...{ categoryId: input.categoryId ?? null, deadline: input.deadline ?? null },
      visibility: input.visibility ?? 'PUBLIC',
    });
    if (attachmentIds != null) await store.replaceProjectFiles(id, attachmentIds);
    await store.logProjects([id], at);
    await showFiles(store, id, at);
    return done({ projectId: id });
  });
  if (result.ok && !result.isReplay) await announceProjects(context, [id]);
  return result;
}

/** Amounts as text, since JSON has no integers of their size. */
const hashable = ({ budget, ...input }: Omit<Input, 'idempotencyKey'>) => ({
  ...input,
  budget: { ...budget, min: budget.min?.toString(), max: budget.max?.toString() },
});

/** All that can be refused before anything is stored. */
async function checkProject(
  context: Needs,
  clientId: string,
  input: Input,
): Promise<Result<null, CreateProjectRefusal>> {
  const valid = checkFields({ budget: input.budget, deadline: input.deadline ?? null }, context.now());
  if (!valid.ok) return valid;
  const limited = await withinLimit(context, 'project', clientId);
  if (!limited.ok) return limited;
  const { categoryId, attachmentIds } = input;
  if (categoryId != null) {
    const category = await requireCategory(context, { service: 'projects', scope: 'PROJECT', categoryId });
    if (!category.ok) return category;
  }
  const files = { service: 'projects', ownerId: clientId, fileIds: attachmentIds ?? [], path: ['attachmentIds'] };
  return requireAttachable(context.ask, files);
}
