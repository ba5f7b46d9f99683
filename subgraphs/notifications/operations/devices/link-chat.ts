import { z } from 'zod';
import type { NotificationsContext } from '../../context.ts';
import type { NotificationsStore } from '../../repository/index.ts';
import { LINK_TTL_MS } from './register-device.ts';

export interface LinkNeeds extends Pick<NotificationsContext, 'now'> {
  readonly repository: {
    transaction<T>(work: (store: Pick<NotificationsStore, 'linkChat'>) => Promise<T>): Promise<T>;
  };
}

/** The part of a Telegram `Update` that says that somebody pressed Start below our link, in a private chat. */
const UPDATE = z.object({
  message: z.object({
    chat: z.object({ id: z.number().int(), type: z.literal('private') }),
    text: z.string().regex(/^\/start lnk_[0-9a-f-]{36}$/),
  }),
});

/** Links the chat of an update to the device that waits for it; false when none does, or for other updates. */
export async function linkChat({ now, repository }: LinkNeeds, update: unknown): Promise<boolean> {
  const parsed = UPDATE.safeParse(update);
  if (!parsed.success) return false;
  const { chat, text } = parsed.data.message;
  const after = new Date(now().getTime() - LINK_TTL_MS);
  return repository.transaction((store) =>
    store.linkChat(`link:${text.slice('/start '.length)}`, String(chat.id), after),
  );
}
