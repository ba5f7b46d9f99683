import { z } from 'zod';
import type { InvalidInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result, refuse } from '../../../../runtime/operations/result.ts';

const YEAR_MS = 366 * 24 * 60 * 60 * 1_000;

/** The instant at which a mute ends by itself; null for good. */
export const UNTIL = z
  .union([z.date(), z.iso.datetime({ offset: true }).transform((value) => new Date(value))])
  .nullish()
  .transform((given) => given ?? null);

/** The end of a mute, if it is in the future and within a year. */
export function checkUntil(until: Date | null, now: Date): Result<Date | null, InvalidInput> {
  const ms = until === null ? 1 : until.getTime() - now.getTime();
  if (ms > 0 && ms <= YEAR_MS) return done(until);
  const message = 'A mute ends in the future, and within a year.';
  return refuse({ __typename: 'InvalidInput', message, path: ['input', 'until'] });
}
