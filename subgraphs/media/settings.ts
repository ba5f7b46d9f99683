import { z } from 'zod';
import type { Configuration } from '../../runtime/settings/configuration.ts';
import { ConfigurationError } from '../../runtime/settings/configuration-error.ts';
import { defineSettings } from '../../runtime/settings/define-settings.ts';
import { LINK_VARIABLES, linkSecretsOf } from '../../runtime/settings/link-variables.ts';
import { url } from '../../runtime/settings/setting-forms.ts';
import { PUBLIC_URL_VARIABLE } from '../../runtime/settings/shared-variables.ts';
import { variable } from '../../runtime/settings/variables.ts';
import { STORAGE_VARIABLES, type StorageSettings, storageSettingsOf } from './storage/storage-settings.ts';

/** Where files are reached, and how much of them people may store. */
export interface MediaSettings {
  /** Sign addresses of files and access to them; the one that signs first. */
  readonly linkSecrets: readonly [string, ...string[]];
  /** Where clients reach files, without a slash at its end; null: it is not known, and files have no addresses. */
  readonly baseUrl: string | null;
  /** Where clients reach the gateway, to send uploads to; null: as `baseUrl`. */
  readonly publicUrl: string | null;
  /** Where the bytes are. */
  readonly storage: StorageSettings;
  /** What decides whether a picture may be shown at once; null: a classifier where one is installed, else `moderationFallback`. */
  readonly moderation: 'classifier' | 'rules' | 'manual' | null;
  readonly moderationFallback: 'rules' | 'manual';
  /** A folder of the local disk, below which files are processed. */
  readonly dataDir: string;
  /** Most bytes that one person may store. */
  readonly quotaBytes: number;
}

const VARIABLES = {
  ...LINK_VARIABLES,
  ...PUBLIC_URL_VARIABLE,
  MEDIA_BASE_URL: variable(url('https:', 'http:').optional(), {
    about: 'Where clients reach `/media`, such as a CDN in front of the gateway. Default: `PUBLIC_URL`.',
    example: 'https://cdn.example.com',
  }),
  ...STORAGE_VARIABLES,
  MEDIA_MODERATION: variable(z.enum(['classifier', 'rules', 'manual']).optional(), {
    about:
      '`classifier`: pictures that it finds objectionable wait for a moderator. `manual`: all pictures do. `rules`: only what was removed before is rejected; refused in production. Default: `classifier` where its packages are installed, else `manual` in production and `rules` in development.',
    example: 'classifier',
  }),
  MEDIA_QUOTA_BYTES: variable(z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).default(5_000_000_000), {
    about: 'Most bytes of files that one person may store.',
    example: '5000000000',
  }),
};

/** Folder of the storage, where that is one; known to a gateway without the secrets of this domain. */
export function filesFolder(configuration: Configuration): string | null {
  const storage = storageSettingsOf(configuration.read(STORAGE_VARIABLES), configuration);
  return 'folder' in storage ? storage.folder : null;
}

/** Reads the variables of this domain. */
export const settings = defineSettings(VARIABLES, (values, configuration): MediaSettings => {
  const { publicUrl, production, dataDir } = configuration;
  if (production && values.MEDIA_MODERATION === 'rules')
    throw new ConfigurationError('MEDIA_MODERATION: rules is refused in production');
  const baseUrl = values.MEDIA_BASE_URL ?? publicUrl;
  return {
    linkSecrets: linkSecretsOf(values),
    baseUrl: baseUrl?.replace(/\/+$/, '') ?? null,
    publicUrl: publicUrl?.replace(/\/+$/, '') ?? null,
    storage: storageSettingsOf(values, configuration),
    moderation: values.MEDIA_MODERATION ?? null,
    moderationFallback: production ? 'manual' : 'rules',
    dataDir,
    quotaBytes: values.MEDIA_QUOTA_BYTES,
  };
});
