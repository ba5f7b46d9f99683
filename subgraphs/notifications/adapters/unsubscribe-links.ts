import { z } from 'zod';
import { createSignedTokens, linkWithToken } from '../../../runtime/signed-links/signed-token.ts';
import type { Channels } from '../context.ts';
import { TYPES } from '../notification-types.ts';

type Unsubscription = Parameters<Channels['unsubscribeUrl']>[0];

/** Addresses that turn off e-mails of some types with one click, without signing in. */
export interface UnsubscribeLinks {
  urlOf(unsubscription: Unsubscription): string | null;
  read(token: string): Unsubscription | null;
}

const PATH = 'notifications/unsubscribe';
/** E-mails about the account cannot be turned off. */
const OPTIONAL_TYPES = TYPES.filter((type) => type !== 'ACCOUNT');
const CONTENT = z.tuple([z.string().min(1).max(100), z.array(z.enum(OPTIONAL_TYPES)).min(1)]);

/**
 * Links are signed and self-contained: nothing is stored, and a link in an old e-mail still works. All they can do is turn
 * off e-mails, so that a leaked link does no harm.
 */
export function createUnsubscribeLinks(
  secrets: readonly [string, ...string[]],
  publicUrl: string | null,
): UnsubscribeLinks {
  const tokens = createSignedTokens('notifications.unsubscribe', secrets, CONTENT);
  return {
    urlOf({ userId, types }) {
      if (publicUrl === null) return null;
      const optional = types.flatMap((type) => OPTIONAL_TYPES.find((one) => one === type) ?? []);
      return linkWithToken(publicUrl, PATH, tokens.mint([userId, optional]));
    },
    read(token) {
      const content = tokens.read(token);
      return content === null ? null : { userId: content[0], types: content[1] };
    },
  };
}
