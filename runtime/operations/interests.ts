import { z } from 'zod';
import { text } from './parse-input.ts';

/** Maximum number of interests that a person states or looks for. */
const MAX_INTERESTS = 20;

/** Two interests are the same when their keys are equal: without regard to case and to forms of compatible characters. */
export const interestKey = (interest: string): string => interest.normalize('NFKC').toLowerCase();

/** Rule for interests in the input of an operation: in the given order, of equal ones the first. */
export const interestsInput = z
  .array(text('An interest', { max: 40, singleLine: true }))
  .max(MAX_INTERESTS, `Enter at most ${MAX_INTERESTS} interests.`)
  .transform((interests) => {
    const keys = interests.map(interestKey);
    return interests.filter((_, at) => keys.indexOf(keys[at] ?? '') === at);
  });
