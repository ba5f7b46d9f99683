import { defineEvent } from '../../runtime/events/event-type.ts';
import { fileAccessEnded, fileAccessRestored } from '../../runtime/relations/file-access-events.ts';

/** What a profile says of a person that other domains find and filter people by. */
export interface ProfileChanged {
  readonly userId: string;
  /** Empty when the user has deleted their account since; the other facts are then absent too. */
  readonly nickname: string;
  /** Value of the enum `Gender`. */
  readonly gender: string | null;
  /** As the user writes them; two are the same when their `interestKey` is. */
  readonly interests: readonly string[];
  readonly city: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  /** Who may see the profile, and so these facts: name of the enum `ProfileVisibility`. */
  readonly visibility: string;
  /** Grows with each change; starts again at 1 when the user creates another profile. */
  readonly revision: number;
}

/** Published when a profile is created, and once for each change of one of these facts. */
export const profileChanged = defineEvent<ProfileChanged>('profile.profile-changed', {
  notifies: false,
  reason: 'The user has made the change.',
});

/** A user has deleted their profile; the account stays. */
export interface ProfileRemoved {
  readonly userId: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published once per deleted profile, except with the account: `auth.user-deleted` says that. */
export const profileRemoved = defineEvent<ProfileRemoved>('profile.profile-removed', {
  notifies: false,
  reason: 'The user has deleted it.',
});

/** Photos and avatar of a profile are no longer shown to people. */
export const filesWithheld = fileAccessEnded('profile');

/** They are shown to them again. */
export const filesShownAgain = fileAccessRestored('profile');

/** Topic of the signals of one person's profile: it has changed, or who may see it has. */
export const profileTopic = (userId: string): `${string}.${string}` => `profile.profile-updated.${userId}`;
