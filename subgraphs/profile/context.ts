import type { Caller } from '../../runtime/executor/caller.ts';
import type { Signals } from '../../runtime/live/signals.ts';
import type { FileAccess } from '../../runtime/signed-links/file-access.ts';
import type { CallDomain } from '../../runtime/subgraph/host.ts';
import type { ProfileRepository } from './repository/index.ts';
import type { ProfilePhoto } from './repository/photo.ts';
import type { Profile } from './repository/profile.ts';

/** Profiles as the caller may see them. Root fields, references, search and subscriptions all read through this. */
export interface VisibleProfiles {
  /** The profile of a user; null when there is none or the caller may not see it. */
  ofUser(userId: string): Promise<Profile | null>;
  /** The profile with this `prf_` id; null when there is none or the caller may not see it. */
  byId(id: string): Promise<Profile | null>;
}

/** Rate limit on an action of a caller. */
export interface RateLimit {
  /**
   * Counts one action of a user, or of a visitor's address if known. Returns the seconds to wait when the limit is exceeded,
   * otherwise null. Never rejects.
   */
  count(caller: Caller, ip: string | null): Promise<number | null>;
}

/** Event of a subscription: this user's profile has changed. */
export interface ProfileChange {
  readonly userId: string;
}

/** Dependencies of resolvers and operations. Created for each request and each event of a subscription. */
export interface ProfileContext {
  readonly caller: Caller;
  readonly now: () => Date;
  readonly repository: ProfileRepository;
  readonly profiles: VisibleProfiles;
  /** Whether moderators have hidden a profile, by its `prf_` id. */
  readonly hiddenProfiles: { load(id: string): Promise<boolean | null> };
  /** A user's photos in their order. Only for profiles that the caller may see. */
  photosOf(userId: string): Promise<readonly ProfilePhoto[]>;
  /** Clears the cached photos, so that the next read sees a change. */
  clearPhotos(): void;
  readonly ask: CallDomain;
  readonly fileAccess: FileAccess;
  readonly signals: Pick<Signals, 'notify'>;
  readonly nicknameChecks: RateLimit;
  /** Where the request came from; null when it is not known. */
  readonly ip: string | null;
  /** Changes of a person's profile from now on, while the caller may see it. @throws a fault `NOT_FOUND` when they may not. */
  watchProfile(userId: string): Promise<AsyncIterableIterator<ProfileChange>>;
}
