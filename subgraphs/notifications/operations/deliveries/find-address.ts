import { z } from 'zod';
import { ANONYMOUS, type Caller } from '../../../../runtime/executor/caller.ts';
import type { NotificationsContext } from '../../context.ts';

const ADDRESS = 'query NotificationsAddress { me { email emailVerified isEmailRefused } }';
const ANSWER = z.object({
  me: z
    .object({
      email: z.string().nullish(),
      emailVerified: z.boolean().nullish(),
      isEmailRefused: z.boolean().nullish(),
    })
    .nullable(),
});

/** What the reader may see, and nothing else, is what they are sent. */
export const readerOf = (userId: string): Caller => ({ ...ANONYMOUS, viewerId: userId });

/** A person's verified e-mail address as it is now; null when there is none, or mail servers refuse it. @throws a fault `UNAVAILABLE` when auth is away. */
export async function findAddress({ ask }: Pick<NotificationsContext, 'ask'>, userId: string): Promise<string | null> {
  const { me } = ANSWER.parse(await ask('auth', ADDRESS, {}, readerOf(userId)));
  return me?.email != null && me.emailVerified === true && me.isEmailRefused !== true ? me.email : null;
}
