import type { LockedMessage } from '../repository/index.ts';

/** Whether a member may see to the messages of others: owner and admins, of a group or room. */
export const mayModerate = ({ kind, role }: Pick<LockedMessage, 'kind' | 'role'>): boolean =>
  kind !== 'DIRECT' && (role === 'OWNER' || role === 'ADMIN');
