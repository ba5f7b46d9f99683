import { z } from 'zod';
import { notFound } from '../../../../runtime/operations/parse-input.ts';
import { refuse } from '../../../../runtime/operations/result.ts';

/** The input of operations that name one person. */
export const PERSON = z.object({ userId: z.string() });

/** The refusal for the viewer's own id. */
export const refuseSelf = (message: string) =>
  refuse({ __typename: 'InvalidInput', message, path: ['input', 'userId'] } as const);

/** The refusal for a person who does not exist or is hidden. */
export const unknownPerson = () => notFound('There is no such person.', 'userId');
