import type { Host } from '../../../runtime/subgraph/host.ts';
import type { ChatRepository } from '../repository/index.ts';
import { whenContractsChange } from './when-contracts-change.ts';
import { whenFilesEnd } from './when-files-end.ts';
import { whenMatchesChange } from './when-matches-change.ts';
import { whenMessageIsModerated } from './when-message-is-moderated.ts';
import { whenOrdersChange } from './when-orders-change.ts';
import { whenRelationsChange } from './when-relations-change.ts';
import { whenStreamEnded } from './when-stream-ended.ts';
import { whenStreamRulesChange } from './when-stream-rules-change.ts';
import { whenStreamStarted } from './when-stream-started.ts';

type Needs = Pick<Host, 'signals' | 'streams' | 'now'> & Pick<ChatRepository, 'messageLog' | 'changeLog'>;

/** All that the domain does on events of others. */
export const reactionsOf = (needs: Needs) => [
  ...whenRelationsChange(needs),
  ...whenMessageIsModerated(needs),
  ...whenMatchesChange(needs),
  ...whenContractsChange(needs),
  ...whenOrdersChange(needs),
  whenStreamStarted,
  whenStreamEnded,
  ...whenStreamRulesChange(needs),
  ...whenFilesEnd(needs),
];
