import { whenContentIsModerated } from '../../../runtime/moderation/when-content-is-moderated.ts';
import { whenFollowsChange } from '../../../runtime/relations/when-follows-change.ts';
import { whenRelationsChange } from '../../../runtime/relations/when-relations-change.ts';
import { whenSuspensionsChange } from '../../../runtime/relations/when-suspensions-change.ts';
import type { Host } from '../../../runtime/subgraph/host.ts';
import { whenSomethingHappens } from './when-something-happens.ts';

/** All that the domain does on events of others. */
export const reactionsOf = ({ now, signals }: Pick<Host, 'now' | 'signals'>) => [
  ...whenRelationsChange(),
  ...whenSuspensionsChange(),
  ...whenFollowsChange(),
  // Texts quote the titles of streams; of other things they hold nothing.
  ...whenContentIsModerated(['str'], async () => undefined, { hidesRemoved: true }),
  ...whenSomethingHappens(now, signals),
];
