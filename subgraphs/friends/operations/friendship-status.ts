import type { FriendshipStatus } from '../repository/changes.ts';
import type { Relationship } from '../repository/relationships.ts';

/** The status of the friendship that its viewer sees. It does not disclose a block by the other person. */
export function statusOf({ viewerId, friendship, blockByViewer, request }: Relationship): FriendshipStatus {
  if (blockByViewer !== null) return 'BLOCKED';
  if (friendship !== null) return 'FRIENDS';
  if (request?.status === 'REJECTED') return 'REJECTED';
  if (request?.status !== 'REQUESTED') return 'NONE';
  return request.senderId === viewerId ? 'REQUESTED_BY_VIEWER' : 'REQUESTED_BY_USER';
}

/** The same relationship seen from the other person. */
export const seenFromOther = (relationship: Relationship): Relationship => ({
  ...relationship,
  viewerId: relationship.otherId,
  otherId: relationship.viewerId,
  blockByViewer: relationship.blockByOther,
  blockByOther: relationship.blockByViewer,
});
