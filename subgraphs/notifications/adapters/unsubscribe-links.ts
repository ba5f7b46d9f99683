import { z } from 'zod';
import { createLinkSigner, type SignedClaim } from '../../../runtime/signed-links/link-signer.ts';
import type { Channels } from '../context.ts';
import { TYPES } from '../notification-types.ts';

type Unsubscription = Parameters<Channels['unsubscribeUrl']>[0];

/** Addresses that turn off e-mails of some types with one click, without signing in. */
export interface UnsubscribeLinks {
  urlOf(unsubscription: Unsubscription): string | null;
  read(token: string): Unsubscription | null;
}

const PATH = 'notifications/unsubscribe';
const MAX_TOKEN = 1_000;
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
  now: () => Date,
): UnsubscribeLinks {
  const signer = createLinkSigner('notifications.unsubscribe', secrets);
  const claimOf = (subject: string): SignedClaim => ({ subject, viewerId: null, expiresAt: null });
  return {
    urlOf({ userId, types }) {
      if (publicUrl === null) return null;
      const content = Buffer.from(JSON.stringify([userId, types])).toString('base64url');
      const url = new URL(PATH, publicUrl.endsWith('/') ? publicUrl : `${publicUrl}/`);
      url.searchParams.set('token', `${content}.${signer.sign(claimOf(content))}`);
      return url.href;
    },
    read(token) {
      if (token.length > MAX_TOKEN) return null;
      const [content = '', signature = '', ...more] = token.split('.');
      if (more.length > 0 || !signer.isValid(claimOf(content), signature, now())) return null;
      const parsed = CONTENT.safeParse(JSON.parse(Buffer.from(content, 'base64url').toString('utf8')));
      return parsed.success ? { userId: parsed.data[0], types: parsed.data[1] } : null;
    },
  };
}
