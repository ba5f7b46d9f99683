import { defineSettings } from '../../runtime/settings/define-settings.ts';
import { LINK_VARIABLES, linkSecretsOf } from '../../runtime/settings/link-variables.ts';
import { PUBLIC_URL_VARIABLE } from '../../runtime/settings/shared-variables.ts';

/** What the environment says about resumes. */
export interface ResumeSettings {
  /** Sign addresses of files and access to pictures; the one that signs first. */
  readonly linkSecrets: readonly [string, ...string[]];
  /** Where clients reach the gateway; null: addresses of links begin with their path. */
  readonly publicUrl: string | null;
}

/** Reads the variables of this domain. */
export const settings = defineSettings(
  { ...LINK_VARIABLES, ...PUBLIC_URL_VARIABLE },
  (values): ResumeSettings => ({ linkSecrets: linkSecretsOf(values), publicUrl: values.PUBLIC_URL ?? null }),
);
