import { defineSettings } from '../../runtime/settings/define-settings.ts';
import { LINK_VARIABLES, linkSecretsOf } from '../../runtime/settings/link-variables.ts';

/** What the environment says about social. */
export interface SocialSecrets {
  /** Sign access to files of posts and comments; the one that signs first. */
  readonly linkSecrets: readonly [string, ...string[]];
}

/** Reads the variables of this domain. */
export const settings = defineSettings(
  LINK_VARIABLES,
  (values): SocialSecrets => ({ linkSecrets: linkSecretsOf(values) }),
);
