import type { NotFound } from '../../../runtime/operations/parse-input.ts';
import { type RefusalOf, refuse } from '../../../runtime/operations/result.ts';

/** Most levels of a tree. */
export const MAX_CATEGORY_LEVEL = 8;

/** Why a category cannot stand where it is to stand. */
export type PositionRefusal =
  | NotFound
  | RefusalOf<'SlugTaken'>
  | (RefusalOf<'CategoryTooDeep'> & { readonly limit: number });

/** The refusal for a category below the lowest level. */
export const tooDeep = (field: string) =>
  refuse({
    __typename: 'CategoryTooDeep',
    message: `Categories have at most ${MAX_CATEGORY_LEVEL} levels.`,
    path: ['input', field],
    limit: MAX_CATEGORY_LEVEL,
  });

/** The refusal for a title whose slug another category at the same place has. */
export const slugTaken = (field: string) =>
  refuse({ __typename: 'SlugTaken', message: 'A category of this name is there already.', path: ['input', field] });
