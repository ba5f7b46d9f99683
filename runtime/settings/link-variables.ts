import { z } from 'zod';
import { secret, variable } from './variables.ts';

/** Secrets of signed links and of access to files: the same in every domain, since one signs what another verifies. */
export const LINK_VARIABLES = {
  LINK_SECRET: secret(
    'Signs links that work without signing in, and access to files. To replace it, give the one before as `LINK_SECRET_PREVIOUS` until the links that it signed are not used any more.',
  ),
  LINK_SECRET_PREVIOUS: variable(z.string().min(32).optional(), {}),
};

/** The secrets of signed links, the one that signs first. */
export const linkSecretsOf = (values: {
  readonly LINK_SECRET: string;
  readonly LINK_SECRET_PREVIOUS?: string | undefined;
}): readonly [string, ...string[]] =>
  values.LINK_SECRET_PREVIOUS === undefined ? [values.LINK_SECRET] : [values.LINK_SECRET, values.LINK_SECRET_PREVIOUS];
