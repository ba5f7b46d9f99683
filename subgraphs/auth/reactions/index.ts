import { whenEmailRefused } from './when-email-refused.ts';
import { type ModerationNeeds, whenPersonIsModerated } from './when-person-is-moderated.ts';
import { whenUserErased } from './when-user-erased.ts';

/** All reactions of this domain; `domains` are those that erase deleted users. */
export const reactionsOf = (domains: readonly string[], needs: ModerationNeeds) => [
  ...whenUserErased(domains),
  ...whenEmailRefused(),
  ...whenPersonIsModerated(needs),
];
