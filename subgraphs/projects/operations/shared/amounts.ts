import { z } from 'zod';
import { text } from '../../../../runtime/operations/parse-input.ts';
import type { StoredPart } from '../../repository/index.ts';

/** The largest amount of a budget, bid or milestone, in minor units: cursors hold it as a number. */
const MAX_AMOUNT = 1_000_000_000_000n;

/** An amount in minor units, from 1. */
export const amountInput = z
  .bigint()
  .min(1n, 'An amount is 1 or more.')
  .max(MAX_AMOUNT, 'An amount is at most 1,000,000,000,000 of the smallest unit.');

/** A part of the work as people propose it. */
const PART = z.object({
  title: text('A title', { max: 120, singleLine: true }),
  amount: amountInput,
  dueAt: z.date().nullish(),
});

/** Parts of the work, at most 20. */
export const partsInput = z.array(PART).max(20, 'Propose at most 20 milestones.');

/** Amount and time as text, as JSON has no integers of their size. */
export const toStoredPart = ({ title, amount, dueAt }: z.output<typeof PART>): StoredPart => ({
  title,
  amount: String(amount),
  dueAt: dueAt?.toISOString() ?? null,
});

/** Whether one of the parts is due before an instant. */
export const isDueBefore = (parts: readonly z.output<typeof PART>[], at: Date): boolean =>
  parts.some(({ dueAt }) => dueAt != null && dueAt < at);

/** What the parts cost together. */
export const sumOf = (parts: readonly { readonly amount: bigint }[]): bigint =>
  parts.reduce((sum, { amount }) => sum + amount, 0n);
