import type { NotificationsContext } from '../../context.ts';
import type { NotificationsStore } from '../../repository/index.ts';

export interface UnsubscribeNeeds {
  readonly channels: Pick<NotificationsContext['channels'], 'readUnsubscribeToken'>;
  readonly repository: Pick<NotificationsStore, 'listeners'> & {
    transaction<T>(
      work: (store: Pick<NotificationsStore, 'lockPreferences' | 'saveChoices'>) => Promise<T>,
    ): Promise<T>;
  };
}

type Unsubscription = NonNullable<ReturnType<UnsubscribeNeeds['channels']['readUnsubscribeToken']>>;

/** Content of an unsubscribe link and the language of its recipient. */
export interface UnsubscribeOffer extends Unsubscription {
  readonly locale: string;
}

/** Reads an unsubscribe link without changing anything; null when its signature is not valid. */
export async function readUnsubscribeLink(
  { channels, repository }: UnsubscribeNeeds,
  token: string | null,
): Promise<UnsubscribeOffer | null> {
  const unsubscription = token === null ? null : channels.readUnsubscribeToken(token);
  if (unsubscription === null) return null;
  const [listener] = await repository.listeners([unsubscription.userId]);
  return { ...unsubscription, locale: listener?.preferences.locale ?? 'en' };
}

/** Disables emails of the link's types for its recipient; idempotent. Null when the link is not valid. */
export async function unsubscribe(needs: UnsubscribeNeeds, token: string | null): Promise<UnsubscribeOffer | null> {
  const offer = await readUnsubscribeLink(needs, token);
  if (offer === null) return null;
  await needs.repository.transaction(async (store) => {
    await store.lockPreferences(offer.userId);
    await store.saveChoices(
      offer.userId,
      offer.types.map((type) => ({ type, channel: 'EMAIL', isEnabled: false, frequency: null })),
    );
  });
  return offer;
}
