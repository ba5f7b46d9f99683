import { whenRelationsChange } from '../../../runtime/relations/when-relations-change.ts';
import { whenSuspensionsChange } from '../../../runtime/relations/when-suspensions-change.ts';
import type { Host } from '../../../runtime/subgraph/host.ts';
import { separatePeople } from '../operations/matches/separate-people.ts';
import type { DiscoveryStore } from '../repository/index.ts';
import { whenContentIsModerated } from './when-content-is-moderated.ts';
import { whenConversationBegun } from './when-conversation-begun.ts';
import { whenFactsChange } from './when-facts-change.ts';

/** All that the domain does on events of others. */
export const reactionsOf = ({ now, streams }: Pick<Host, 'now' | 'streams'>) => [
  ...whenFactsChange(now),
  ...whenRelationsChange<DiscoveryStore>({
    async onBlock(store, { userId, blockedId }, isActive) {
      return isActive ? separatePeople({ streams }, store, [userId, blockedId], now()) : undefined;
    },
  }),
  ...whenSuspensionsChange<DiscoveryStore>(),
  ...whenContentIsModerated,
  whenConversationBegun,
];
