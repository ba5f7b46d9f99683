import { defineSettings } from '../../runtime/settings/define-settings.ts';
import { secret } from '../../runtime/settings/variables.ts';

/** What this domain reads of the environment. */
export interface ModerationSettings {
  /** Seals copies of what was reported. */
  readonly secret: string;
}

const VARIABLES = {
  MODERATION_SECRET: secret(
    'Seals copies of reported content. Without the one that sealed them, moderators cannot read the copies any more.',
  ),
};

/** Reads the variables of this domain. */
export const settings = defineSettings(
  VARIABLES,
  ({ MODERATION_SECRET }): ModerationSettings => ({ secret: MODERATION_SECRET }),
);
