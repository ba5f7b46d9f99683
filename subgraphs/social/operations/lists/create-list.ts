import { z } from 'zod';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, parseInput, text } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import type { SocialStore } from '../../repository/index.ts';
import type { UserList } from '../../repository/lists/user-lists.ts';
import { limitAction, type TooManyAttempts } from '../people/limit-action.ts';

/** Most lists of a person. */
export const MAX_LISTS = 50;

/** A title of a list. */
export const TITLE = text('A title', { max: 80, singleLine: true });

interface Needs extends Pick<SocialContext, 'caller' | 'now' | 'graphLimits'> {
  readonly repository: { transaction<T>(work: (store: Pick<SocialStore, 'addUserList'>) => Promise<T>): Promise<T> };
}

const INPUT = z.object({ title: TITLE });

/** Makes a list of the viewer, without people. */
export async function createList(
  needs: Needs,
  input: unknown,
): Promise<Result<UserList, InvalidInput | TooManyAttempts | RefusalOf<'NotPermitted'>>> {
  const ownerId = viewerOf(needs.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const limited = await limitAction(needs, 'create-list');
  if (limited !== null) return limited;
  const createdAt = needs.now();
  const draft = { id: newId('lst', createdAt), ownerId, title: parsed.value.title, createdAt };
  const list = await needs.repository.transaction((store) => store.addUserList(draft, MAX_LISTS));
  if (list !== null) return done(list);
  return refuse({ __typename: 'NotPermitted', message: `You can have at most ${MAX_LISTS} lists.`, path: [] });
}
