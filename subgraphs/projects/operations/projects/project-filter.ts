import { z } from 'zod';
import { fault } from '../../../../runtime/executor/faults.ts';
import type { ProjectFilter } from '../../repository/index.ts';
import { skillKey, skillsInput } from '../shared/skill-key.ts';

const FILTER = z
  .object({
    status: z
      .array(z.enum(['DRAFT', 'OPEN', 'PAUSED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED']))
      .max(6)
      .nullish(),
    skills: skillsInput.nullish(),
    categoryId: z.string().max(100).nullish(),
    budgetKind: z.enum(['FIXED', 'HOURLY']).nullish(),
    budgetMin: z.bigint().min(0n, 'An amount is not negative.').nullish(),
    budgetMax: z.bigint().min(0n, 'An amount is not negative.').nullish(),
    currency: z.string().max(3).nullish(),
    postedAfter: z.date().nullish(),
    clientRatingMin: z.number().min(1, 'Ratings are from 1 to 5.').max(5, 'Ratings are from 1 to 5.').nullish(),
  })
  .refine(({ budgetMin, budgetMax, currency }) => currency != null || (budgetMin == null && budgetMax == null), {
    message: 'Name the currency of the budget.',
  });

/** The rules of a filter as a client sends it; null: none. @throws a fault `BAD_USER_INPUT` for one that cannot be. */
export function toFilter(input: unknown): ProjectFilter {
  const parsed = FILTER.safeParse(input ?? {});
  if (!parsed.success) throw fault('BAD_USER_INPUT', parsed.error.issues[0]?.message ?? 'The filter is not valid.');
  const { status, skills, ...rest } = parsed.data;
  return {
    statuses: status == null || status.length === 0 ? ['OPEN'] : [...new Set(status)],
    skillKeys: (skills ?? []).map(skillKey),
    categoryId: rest.categoryId ?? null,
    budgetKind: rest.budgetKind ?? null,
    budgetMin: rest.budgetMin ?? null,
    budgetMax: rest.budgetMax ?? null,
    currency: rest.currency ?? null,
    postedAfter: rest.postedAfter ?? null,
    clientRatingMin: rest.clientRatingMin ?? null,
  };
}
