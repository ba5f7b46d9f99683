import { defineSettings } from '../../runtime/settings/define-settings.ts';
import { LINK_VARIABLES, linkSecretsOf } from '../../runtime/settings/link-variables.ts';

/** What the environment says of this domain. */
export interface DiscoverySettings {
  /** Sign candidate tokens and access to photos, the first of them. */
  readonly linkSecrets: readonly [string, ...string[]];
}

/** Reads the variables of this domain. */
export const settings = defineSettings(
  LINK_VARIABLES,
  (values): DiscoverySettings => ({ linkSecrets: linkSecretsOf(values) }),
);
