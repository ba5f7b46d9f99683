import type { PageArguments } from '../../../runtime/operations/connection.ts';
import type { PeopleLists } from '../context.ts';
import { createIdPaging, type IdPaging } from './paging.ts';

/** One person's list of people as a connection; null where the viewer may not see it. */
export async function connectPeople(paging: IdPaging, lists: PeopleLists, ownerId: string, page: PageArguments) {
  const request = paging.parse(page);
  const rows = await lists.page(ownerId, request);
  if (rows === null) return null;
  return { ...paging.connect(request, rows, ({ userId }) => ({ id: userId })), count: () => lists.count(ownerId) };
}

/** Friends of any person: a cursor of the root list fits the viewer's own `User.friends`. */
export const FRIENDS = createIdPaging('friends', 'fsh');

/** Friends that the viewer shares with somebody. */
export const MUTUAL_FRIENDS = createIdPaging('mutualFriends', 'fsh');
