/** Who looks: how a viewer stands to every owner. Later domains add theirs, such as a follower or somebody who was matched. */
export const VIEWERS = [
  'visitor',
  'self',
  'stranger',
  'friend',
  /** Follows the owner, and is a stranger otherwise. */
  'follower',
  /** Blocked by the owner. */
  'blocked',
  /** Blocks the owner. */
  'blocker',
  /** A friend who is suspended, with the access token of before. */
  'suspended',
  /** A stranger with the role MODERATOR. */
  'moderator',
] as const;

/**
 * Whom they look at: people by the visibility of their profile, one with a public profile whose account is private, and two with
 * public ones who are gone.
 */
export const OWNERS = ['PUBLIC', 'FRIENDS', 'HIDDEN', 'PRIVATE', 'deleted', 'suspended'] as const;

export type Viewer = (typeof VIEWERS)[number];
export type Owner = (typeof OWNERS)[number];

/** For whom the owner has meant something: everybody, who is signed in, friends, followers, or nobody else. */
export type Audience = 'EVERYBODY' | 'SIGNED_IN' | 'FRIENDS' | 'FOLLOWERS' | 'SELF';

/** Cells that differ from the rule on purpose. Absent viewers or owners stand for all of them. */
export interface Exception {
  readonly viewers?: readonly Viewer[];
  readonly owners?: readonly Owner[];
  readonly isSeen: boolean;
  readonly reason: string;
}

/**
 * The rule: nobody sees anything of a person who is deleted or suspended, and who is suspended sees nothing. People see what
 * is theirs. Of the others nobody sees anything across a block, and else what is meant for them.
 */
export function maySee(viewer: Viewer, owner: Owner, audience: Audience): boolean {
  if (owner === 'deleted' || owner === 'suspended' || viewer === 'suspended') return false;
  if (viewer === 'self') return true;
  if (viewer === 'blocked' || viewer === 'blocker') return false;
  if (audience === 'EVERYBODY') return true;
  if (viewer === 'visitor') return false;
  if (audience === 'FOLLOWERS') return viewer === 'follower';
  return audience === 'SIGNED_IN' || (audience === 'FRIENDS' && viewer === 'friend');
}
