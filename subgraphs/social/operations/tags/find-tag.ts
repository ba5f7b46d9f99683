import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { tagKey } from '../../../../runtime/text/written-names.ts';

const INPUT = z.object({ name: z.string() });

/** The tag that an input names, in the form in which tags are compared. */
export function parseTag(input: unknown): Result<string, InvalidInput> {
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const tag = tagKey(parsed.value.name);
  if (tag !== null) return done(tag);
  const message = 'A tag has 1 to 50 letters, digits and underscores, among them a letter.';
  return refuse({ __typename: 'InvalidInput', message, path: ['input', 'name'] });
}
