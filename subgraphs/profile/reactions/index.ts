import type { Host } from '../../../runtime/subgraph/host.ts';
import { whenFilesEnd } from './when-files-end.ts';
import { whenProfileIsModerated } from './when-profile-is-moderated.ts';
import { whenRelationChanged } from './when-relation-changed.ts';
import { whenUserRegistered } from './when-user-registered.ts';

/** All that the domain does on events of others. */
export const reactionsOf = (needs: Pick<Host, 'now' | 'signals'>) => [
  whenUserRegistered(needs),
  ...whenRelationChanged(needs),
  ...whenProfileIsModerated(needs),
  ...whenFilesEnd(needs),
];
