import { z } from 'zod';
import { ANONYMOUS, type Caller } from '../../../../runtime/executor/caller.ts';
import type { NotificationsContext } from '../../context.ts';

const ADDRESS_QUERY = 'query NotificationsAddress { me { email emailVerified isEmailRefused } }';
const ADDRESS_RESPONSE = z.object({
  me: z
    .object({
      email: z.string().nullish(),
      emailVerified: z.boolean().nullish(),
      isEmailRefused: z.boolean().nullish(),
    })
    .nullable(),
});

/** Caller that represents the recipient, so that texts contain only what they may see. */
export const readerOf = (userId: string): Caller => ({ ...ANONYMOUS, viewerId: userId });

/** A user's current verified email address; null when there is none or mail servers reject it. @throws a fault `UNAVAILABLE` when the auth domain is unavailable. */
export async function findAddress({ ask }: Pick<NotificationsContext, 'ask'>, userId: string): Promise<string | null> {
  const { me } = ADDRESS_RESPONSE.parse(await ask('auth', ADDRESS_QUERY, {}, readerOf(userId)));
  return me?.email != null && me.emailVerified === true && me.isEmailRefused !== true ? me.email : null;
}
