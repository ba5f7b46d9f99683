import type { PageArguments } from '../../../runtime/operations/connection.ts';
import { mapNodes } from '../../../runtime/operations/map-nodes.ts';
import type { PeopleLists } from '../context.ts';

/** One person's list of people as a connection; null where the viewer may not see it. */
export async function connectPeople(lists: PeopleLists, ownerId: string, page: PageArguments) {
  const people = await lists.load(ownerId, page);
  if (people === null) return null;
  return { ...(await mapNodes(people, ({ userId }) => ({ id: userId }))), count: () => lists.count(ownerId) };
}
