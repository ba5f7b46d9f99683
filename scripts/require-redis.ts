import type { Configuration } from '../runtime/settings/configuration.ts';
import { ConfigurationError } from '../runtime/settings/configuration-error.ts';

/** The address of Redis. @throws a ConfigurationError when it is not set. */
export function requireRedis({ redisUrl }: Pick<Configuration, 'redisUrl'>): string {
  if (redisUrl === null) throw new ConfigurationError('REDIS_URL: must be set; serve starts no engines');
  return redisUrl;
}
