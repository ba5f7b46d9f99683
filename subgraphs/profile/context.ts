import type { Caller } from '../../runtime/executor/caller.ts';
import type { Signals } from '../../runtime/live/signals.ts';
import type { ProfileRepository } from './repository/index.ts';
import type { ProfilePhoto } from './repository/photo.ts';
import type { Profile } from './repository/profile.ts';

/** Profiles as the caller may see them: the one door for root fields, references, search and subscriptions. */
export interface VisibleProfiles {
  /** The profile of a person; null when there is none or the caller may not see it. */
  ofUser(userId: string): Promise<Profile | null>;
  /** The profile with this `prf_` id; null when there is none or the caller may not see it. */
  byId(id: string): Promise<Profile | null>;
}

/** Counts what a caller does too often. */
export interface RateLimit {
  /**
   * Counts one more for a person, or for the address of a visitor, where it is known. Seconds to wait when that was too
   * many, else null. Never rejects.
   */
  count(caller: Caller, ip: string | null): Promise<number | null>;
}

/** An entry of a live stream: this person's profile has changed. */
export interface ProfileChange {
  readonly userId: string;
}

/** What resolvers and operations may reach. Made anew for each request and each event of a subscription. */
export interface ProfileContext {
  readonly caller: Caller;
  readonly now: () => Date;
  readonly repository: ProfileRepository;
  readonly profiles: VisibleProfiles;
  /** A person's photos in their order. For profiles that the caller was found to see. */
  photosOf(userId: string): Promise<readonly ProfilePhoto[]>;
  /** Drops the photos read so far: after a change, what is read next must be what stands now. */
  forgetPhotos(): void;
  readonly signals: Pick<Signals, 'notify'>;
  readonly nicknameChecks: RateLimit;
  /** Where the request came from; null when it is not known. */
  readonly ip: string | null;
  /** Changes of a person's profile from now on, while the caller may see it. @throws a fault `NOT_FOUND` when they may not. */
  watchProfile(userId: string): Promise<AsyncIterableIterator<ProfileChange>>;
}
