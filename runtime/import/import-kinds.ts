/** Kinds of data that an older system hands over, in the order in which they are imported: each refers only to those before it. */
export const IMPORT_KINDS = [
  'people',
  'profiles',
  'categories',
  'files',
  'friendships',
  'conversations',
  'messages',
  'notifications',
  'balances',
] as const;

export type ImportKind = (typeof IMPORT_KINDS)[number];

/** The domains that take part in the import of a kind. */
export interface ImportParticipants {
  /** Stores the rows. */
  readonly owner: string;
  /** Refuses or reserves before the owner stores. */
  readonly reserves: readonly string[];
}

/** Who takes part in the import of each kind. */
export const IMPORT_PARTICIPANTS: Readonly<Record<ImportKind, ImportParticipants>> = {
  people: { owner: 'auth', reserves: ['profile'] },
  profiles: { owner: 'profile', reserves: [] },
  categories: { owner: 'media', reserves: [] },
  files: { owner: 'media', reserves: [] },
  friendships: { owner: 'friends', reserves: [] },
  conversations: { owner: 'chat', reserves: [] },
  messages: { owner: 'chat', reserves: [] },
  notifications: { owner: 'notifications', reserves: [] },
  balances: { owner: 'wallet', reserves: [] },
};
