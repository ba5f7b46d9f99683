import type { Gender } from '../../../runtime/operations/genders.ts';

/** Names of the enum `DiscoveryIntent`. */
export type Intent = 'FRIENDS' | 'DATING' | 'NETWORKING';

/** Names of the enum `DiscoveryDealbreaker`. */
export type Dealbreaker = 'INTERESTS' | 'LANGUAGES' | 'INTENT';

/** Whom a person looks for. */
export interface DiscoveryPreferences {
  /** All genders when empty. */
  readonly genders: readonly Gender[];
  readonly minAge: number;
  readonly maxAge: number;
  /** Null for any distance. */
  readonly maxDistanceKm: number | null;
  readonly soughtInterests: readonly string[];
  readonly dealbreakers: readonly Dealbreaker[];
  readonly languages: readonly string[];
  readonly onlyVerified: boolean;
  readonly onlyActiveDays: number | null;
}
