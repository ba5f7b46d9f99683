import { z } from 'zod';
import { CURRENCY_EXPONENTS } from '../../../../runtime/money/currencies.ts';
import { text } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result } from '../../../../runtime/operations/result.ts';
import { amountInput } from '../shared/amounts.ts';
import { attachmentIds } from '../shared/file-uses.ts';
import { currencyNotSupported } from '../shared/market-refusals.ts';
import { invalidInput } from '../shared/refusals.ts';
import { skillsInput } from '../shared/skill-key.ts';

const BUDGET = z
  .object({
    kind: z.enum(['FIXED', 'HOURLY']),
    min: amountInput.nullish(),
    max: amountInput.nullish(),
    currency: z.string().max(3),
  })
  .refine(({ min, max }) => min == null || max == null || min <= max, {
    message: 'The most that you pay is not below the least.',
    path: ['max'],
  });

/** A budget as a client sends it. */
export type BudgetInput = z.output<typeof BUDGET>;

/** Fields of a project as its client sends them. */
export const PROJECT_FIELDS = {
  title: text('A title', { max: 120, singleLine: true }),
  description: text('A description', { max: 10_000 }),
  budget: BUDGET,
  skills: skillsInput,
  categoryId: z.string().max(100),
  deadline: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  visibility: z.enum(['PUBLIC', 'INVITED']),
  attachmentIds,
};

/** What only the present and the table of currencies know. */
export function checkFields(
  { budget, deadline }: { readonly budget?: BudgetInput | null; readonly deadline?: string | null },
  now: Date,
): Result<null, RefusalOf<'InvalidInput'> | RefusalOf<'CurrencyNotSupported'>> {
  if (budget != null && !CURRENCY_EXPONENTS.has(budget.currency))
    return currencyNotSupported(budget.currency, 'budget', 'currency');
  if (deadline != null && deadline < now.toISOString().slice(0, 10))
    return invalidInput('A deadline is today or later.', 'deadline');
  return done(null);
}
