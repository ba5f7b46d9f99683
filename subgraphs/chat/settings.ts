import { defineSettings } from '../../runtime/settings/define-settings.ts';
import { LINK_VARIABLES, linkSecretsOf } from '../../runtime/settings/link-variables.ts';

/** What the environment says about chat. */
export interface ChatSettings {
  /** Sign access to files of messages; the one that signs first. */
  readonly linkSecrets: readonly [string, ...string[]];
}

/** Reads the variables of this domain. */
export const settings = defineSettings(
  LINK_VARIABLES,
  (values): ChatSettings => ({ linkSecrets: linkSecretsOf(values) }),
);
