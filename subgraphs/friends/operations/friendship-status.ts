import type { FriendshipStatus } from '../repository/changes.ts';
import type { Standing } from '../repository/standings.ts';

/** How the viewer of a standing sees the friendship. The other person's block leaves no trace in it. */
export function statusOf({ viewerId, friendship, blockByViewer, request }: Standing): FriendshipStatus {
  if (blockByViewer !== null) return 'BLOCKED';
  if (friendship !== null) return 'FRIENDS';
  if (request?.status === 'REJECTED') return 'REJECTED';
  if (request?.status !== 'REQUESTED') return 'NONE';
  return request.senderId === viewerId ? 'REQUESTED_BY_VIEWER' : 'REQUESTED_BY_USER';
}

/** The same standing seen from the other person. */
export const seenFromOther = (standing: Standing): Standing => ({
  ...standing,
  viewerId: standing.otherId,
  otherId: standing.viewerId,
  blockByViewer: standing.blockByOther,
  blockByOther: standing.blockByViewer,
});
