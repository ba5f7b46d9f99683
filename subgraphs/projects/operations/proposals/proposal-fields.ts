import { z } from 'zod';
import { text } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { Project } from '../../repository/index.ts';
import { amountInput, isDueBefore, partsInput, sumOf } from '../shared/amounts.ts';
import { attachmentIds } from '../shared/file-uses.ts';
import { invalidInput } from '../shared/refusals.ts';

/** Fields of a proposal as its freelancer sends them. */
export const PROPOSAL_FIELDS = {
  coverLetter: text('A cover letter', { max: 5_000 }),
  bid: z.object({ amount: amountInput, currency: z.string().max(3) }),
  durationDays: z.int().min(1, 'Work takes 1 to 1,000 days.').max(1_000, 'Work takes 1 to 1,000 days.'),
  milestones: partsInput,
  attachmentIds,
  resumeId: z.string().max(100),
};

/** A price, and the parts of the work that make it up. */
interface Offer {
  readonly bid: z.output<typeof PROPOSAL_FIELDS.bid>;
  readonly milestones: z.output<typeof partsInput>;
}

/** What the project and the present know of a price: its currency, and that parts of a fixed one add up to it. */
export function checkOffer(
  { bid, milestones }: Offer,
  { currency, budgetKind }: Pick<Project, 'currency' | 'budgetKind'>,
  now: Date,
): Result<null, RefusalOf<'InvalidInput'> | RefusalOf<'CurrencyMismatch'>> {
  if (bid.currency !== currency)
    return refuse({
      __typename: 'CurrencyMismatch',
      message: `This project is paid in ${currency}.`,
      path: ['input', 'bid', 'currency'],
    });
  if (budgetKind === 'FIXED' && milestones.length > 0 && sumOf(milestones) !== bid.amount)
    return invalidInput('The milestones add up to the bid.', 'milestones');
  if (isDueBefore(milestones, now)) return invalidInput('A milestone is not due in the past.', 'milestones');
  return done(null);
}
