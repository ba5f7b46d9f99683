import type { ModerationSource } from '../../runtime/moderation/moderation-subject-field.ts';
import type { AuthContext } from './context.ts';
import { findUser } from './operations/accounts/view-user.ts';

/** What of this domain can be reported: people. What they say of themselves is the profile's. */
export const moderationSourcesOf = ({
  accounts,
}: Pick<AuthContext['repository'], 'accounts'>): readonly ModerationSource<AuthContext>[] => [
  {
    prefix: 'usr',
    async visible(context, id) {
      const found = await findUser(context, id);
      return found === null ? null : toSubject(found);
    },
    async stored(id) {
      const [account] = await accounts([id]);
      return account == null ? null : toSubject(account);
    },
  },
];

const toSubject = ({ id, createdAt }: { readonly id: string; readonly createdAt: Date }) => ({
  ...{ ownerId: id, text: null, mediaFileIds: [], createdAt },
});
