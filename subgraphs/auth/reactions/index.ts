import { whenEmailRefused } from './when-email-refused.ts';
import { whenUserErased } from './when-user-erased.ts';

/** All reactions of this domain; `domains` are those that erase deleted users. */
export const reactionsOf = (domains: readonly string[]) => [...whenUserErased(domains), ...whenEmailRefused()];
