import type { Reaction } from '../../../runtime/events/reaction.ts';
import { whenRelationsChange } from '../../../runtime/relations/when-relations-change.ts';
import { whenSuspensionsChange } from '../../../runtime/relations/when-suspensions-change.ts';
import type { WalletContext } from '../context.ts';
import type { WalletStore } from '../repository/index.ts';
import { whenPaymentsSettle, whenPayoutsSettle } from './when-payments-settle.ts';
import { whenUserRegistered } from './when-user-registered.ts';

/** What the domain does on events of others. */
export const reactionsOf = (
  needs: Pick<WalletContext, 'now' | 'signals' | 'streams' | 'settings'>,
): readonly Reaction<WalletStore>[] => [
  whenUserRegistered(needs),
  ...whenRelationsChange<WalletStore>(),
  ...whenSuspensionsChange<WalletStore>(),
  ...whenPaymentsSettle(needs),
  ...whenPayoutsSettle(needs),
];
