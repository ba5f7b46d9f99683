import { defineSettings } from '../../runtime/settings/define-settings.ts';
import { LINK_VARIABLES, linkSecretsOf } from '../../runtime/settings/link-variables.ts';
import { secret } from '../../runtime/settings/variables.ts';

/** What this domain reads of the environment. */
export interface ModerationSettings {
  /** Seals copies of what was reported. */
  readonly secret: string;
  /** Sign links to appeal; the one that signs first. */
  readonly linkSecrets: readonly [string, ...string[]];
}

const VARIABLES = {
  ...LINK_VARIABLES,
  MODERATION_SECRET: secret(
    'Seals copies of reported content. Without the one that sealed them, moderators cannot read the copies any more.',
  ),
};

/** Reads the variables of this domain. */
export const settings = defineSettings(
  VARIABLES,
  (values): ModerationSettings => ({ secret: values.MODERATION_SECRET, linkSecrets: linkSecretsOf(values) }),
);
