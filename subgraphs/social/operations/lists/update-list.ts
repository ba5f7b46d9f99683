import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import type { UserList } from '../../repository/lists/user-lists.ts';
import { TITLE } from './create-list.ts';
import { unknownList } from './find-list.ts';

interface Needs extends Pick<SocialContext, 'caller'> {
  readonly repository: Pick<SocialContext['repository'], 'renameUserList'>;
}

const INPUT = z.object({ listId: z.string(), title: TITLE });

/** Gives a list of the viewer another title. */
export async function updateList(
  { caller, repository }: Needs,
  input: unknown,
): Promise<Result<UserList, InvalidInput | NotFound>> {
  const ownerId = viewerOf(caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const list = await repository.renameUserList(ownerId, parsed.value.listId, parsed.value.title);
  return list === null ? unknownList() : done(list);
}
