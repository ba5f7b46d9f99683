import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import { unknownList } from './find-list.ts';

interface Needs extends Pick<SocialContext, 'caller'> {
  readonly repository: Pick<SocialContext['repository'], 'deleteUserList'>;
}

const INPUT = z.object({ listId: z.string() });

/** Deletes a list of the viewer, and returns its id. */
export async function deleteList(
  { caller, repository }: Needs,
  input: unknown,
): Promise<Result<string, InvalidInput | NotFound>> {
  const ownerId = viewerOf(caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { listId } = parsed.value;
  return (await repository.deleteUserList(ownerId, listId)) ? done(listId) : unknownList();
}
