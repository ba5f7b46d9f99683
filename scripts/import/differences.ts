import type { ImportFacts } from '../../runtime/import/import-row.ts';

/** Names of the facts of the dump that are stored otherwise, in their order. */
export const differencesOf = (dump: ImportFacts, stored: ImportFacts): readonly string[] =>
  Object.keys(dump).filter((name) => JSON.stringify(dump[name]) !== JSON.stringify(stored[name] ?? null));
