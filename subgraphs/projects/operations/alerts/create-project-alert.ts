import { z } from 'zod';
import { requireCategory } from '../../../../runtime/categories/require-category.ts';
import { CURRENCY_EXPONENTS } from '../../../../runtime/money/currencies.ts';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, parseInput, text } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';
import { amountInput } from '../shared/amounts.ts';
import { currencyNotSupported, limitRefusal } from '../shared/market-refusals.ts';
import { invalidInput } from '../shared/refusals.ts';
import { skillKey, skillsInput } from '../shared/skill-key.ts';

/** Most saved searches of a person. */
const MAX_ALERTS = 20;

const INPUT = z.object({
  name: text('A name', { max: 80, singleLine: true }).nullish(),
  query: text('A query', { max: 200, singleLine: true }).nullish(),
  skills: skillsInput.nullish(),
  categoryId: z.string().max(100).nullish(),
  budgetMin: amountInput.nullish(),
  budgetMax: amountInput.nullish(),
  currency: z.string().max(3).nullish(),
});

type Refusal =
  | InvalidInput
  | NotFound
  | RefusalOf<'CurrencyNotSupported'>
  | (RefusalOf<'ProjectAlertLimit'> & { readonly limit: number });

interface Needs extends Pick<ProjectsContext, 'caller' | 'now' | 'ask'> {
  readonly repository: Pick<ProjectsContext['repository'], 'hasWords' | 'insertAlert' | 'categories'>;
}

/** Saves a search of the viewer, and returns its id. */
export async function createProjectAlert(context: Needs, raw: unknown): Promise<Result<string, Refusal>> {
  const ownerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const input = parsed.value;
  const checked = await checkAlert(context, input);
  if (!checked.ok) return checked;
  const at = context.now();
  const id = newId('pal', at);
  const skills = input.skills ?? [];
  const draft = {
    ...{ id, ownerId, createdAt: at, name: input.name ?? null, query: input.query ?? null, skills },
    ...{ skillKeys: skills.map(skillKey), categoryId: input.categoryId ?? null, currency: input.currency ?? null },
    ...{ budgetMin: input.budgetMin ?? null, budgetMax: input.budgetMax ?? null },
  };
  if (!(await context.repository.insertAlert(draft, MAX_ALERTS)))
    return limitRefusal('ProjectAlertLimit', `You have ${MAX_ALERTS} saved searches. Delete one first.`, MAX_ALERTS);
  return done(id);
}

async function checkAlert(context: Needs, input: z.output<typeof INPUT>): Promise<Result<null, Refusal>> {
  const { query, skills, categoryId, budgetMin, budgetMax, currency } = input;
  // Without one of them an alert would have to be looked at for each new project.
  if (query == null && (skills ?? []).length === 0 && categoryId == null)
    return invalidInput('Name words, skills or a category to look for.');
  if (query != null && !(await context.repository.hasWords(query)))
    return invalidInput('The query has no word to look for.', 'query');
  if (currency == null && (budgetMin != null || budgetMax != null))
    return invalidInput('Name the currency of the budget.', 'currency');
  if (currency != null && !CURRENCY_EXPONENTS.has(currency)) return currencyNotSupported(currency, 'currency');
  if (budgetMin != null && budgetMax != null && budgetMin > budgetMax)
    return invalidInput('The most is not below the least.', 'budgetMax');
  if (categoryId == null) return done(null);
  return requireCategory(context, { service: 'projects', scope: 'PROJECT', categoryId });
}
