/** What a person has chosen for following another. */
export interface Follow {
  readonly notify: boolean;
  /** How much of the followed person is shown: 0.1 to 3. */
  readonly weight: number;
  readonly showReposts: boolean;
  readonly followedAt: Date;
}

/** Values of the enum `FollowRequestStatus`. */
export type FollowRequestStatus = 'REQUESTED' | 'ACCEPTED' | 'REJECTED' | 'CANCELLED';

/** A wish to follow a person whose account is private. */
export interface FollowRequest {
  readonly id: string;
  readonly senderId: string;
  readonly receiverId: string;
  readonly status: FollowRequestStatus;
  readonly notify: boolean;
  readonly weight: number;
  readonly createdAt: Date;
}

/** How two people stand to each other, as the viewer of the two sees it. */
export interface FollowRelation {
  readonly userId: string;
  /** A block keeps the two apart, or the other is suspended. */
  readonly isHidden: boolean;
  readonly isPrivate: boolean;
  /** How the viewer follows; null while they do not. */
  readonly follow: Follow | null;
  readonly isRequested: boolean;
  readonly followsViewer: boolean;
}

/** A person in a list of followers, or of those whom somebody follows. */
export interface ListedFollower {
  readonly userId: string;
  readonly followedAt: Date;
}
