import type { DiscoveryProfile } from '../repository/index.ts';

/** Names of the enum `DiscoveryRequirement`. */
export type DiscoveryRequirement = 'DATE_OF_BIRTH' | 'GENDER' | 'PUBLIC_PROFILE' | 'LOCATION';

/** Names of the enum `DiscoveryState`. */
export type DiscoveryState = 'ACTIVE' | 'PAUSED' | 'OFF' | 'INCOMPLETE';

type Facts = Pick<DiscoveryProfile, 'birthDate' | 'gender' | 'visibility' | 'cell'>;

/** What a person has to enter before they can be shown, in the order in which a form would ask for it. */
export function missingOf({ birthDate, gender, visibility, cell }: Facts): readonly DiscoveryRequirement[] {
  const missing: DiscoveryRequirement[] = [];
  if (birthDate === null) missing.push('DATE_OF_BIRTH');
  if (gender === null) missing.push('GENDER');
  if (visibility !== 'PUBLIC') missing.push('PUBLIC_PROFILE');
  if (cell === null) missing.push('LOCATION');
  return missing;
}

/** Whether a pause holds: one without an end holds until the person ends it. */
const isPausedAt = (
  { isPaused, pausedUntil }: Pick<DiscoveryProfile, 'isPaused' | 'pausedUntil'>,
  now: Date,
): boolean => isPaused && (pausedUntil === null || now < pausedUntil);

/** Whether a person is shown. */
export function stateOf(
  profile: Facts & Pick<DiscoveryProfile, 'isEnabled' | 'isPaused' | 'pausedUntil'>,
  now: Date,
): DiscoveryState {
  if (!profile.isEnabled) return 'OFF';
  if (missingOf(profile).length > 0) return 'INCOMPLETE';
  return isPausedAt(profile, now) ? 'PAUSED' : 'ACTIVE';
}
