import type { Channels } from '../../context.ts';
import type { Notification, NotificationDelivery } from '../../repository/index.ts';
import type { LinksOf } from '../inbox/show-text.ts';

/** Text of the only notification with a link: its reader cannot sign in. */
const SUSPENSION_TEMPLATE = 'moderation.case-decided.suspend';

/** Links in the text of one delivery. Only e-mail has any: webhooks and messengers would disclose them to others. */
export const linksFor =
  (
    { appealUrl }: Pick<Channels, 'appealUrl'>,
    { userId, channel }: Pick<NotificationDelivery, 'userId' | 'channel'>,
    { subjectId, createdAt }: Pick<Notification, 'subjectId' | 'createdAt'>,
  ): LinksOf =>
  ({ name, locale }) => {
    if (channel !== 'EMAIL' || name !== SUSPENSION_TEMPLATE || subjectId === null) return {};
    const url = appealUrl({ caseId: subjectId, userId, locale, decidedAt: createdAt });
    return url === null ? {} : { appealUrl: url };
  };
