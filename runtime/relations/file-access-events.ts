import { defineEvent, type EventType } from '../events/event-type.ts';

/** Whose access to which files ends or is given again. */
export interface FileAccessFact {
  /** As in `FileAccess.mint`. */
  readonly grantId: string;
  /** Null: everybody. */
  readonly userId: string | null;
  /** Null: all files that are shown by the grant. */
  readonly fileIds: readonly string[] | null;
  /** ISO 8601, in UTC. */
  readonly at: string;
}

/** Domains that show files of the media domain, and give access to them. */
export const DOMAINS_WITH_FILES = ['chat', 'commerce', 'profile', 'projects', 'resume', 'social'] as const;

type DomainWithFiles = (typeof DOMAINS_WITH_FILES)[number];

/**
 * Published by a domain that shows files, in the transaction by which people lose the right to see some of them: addresses
 * that they have stop working within moments.
 */
export const fileAccessEnded = (domain: DomainWithFiles): EventType<FileAccessFact> =>
  defineEvent<FileAccessFact>(`${domain}.file-access-ended`, {
    notifies: false,
    reason: 'What ended the right has events of its own.',
  });

/** Published when people have again what `fileAccessEnded` said they lost; otherwise they would wait for minutes. */
export const fileAccessRestored = (domain: DomainWithFiles): EventType<FileAccessFact> =>
  defineEvent<FileAccessFact>(`${domain}.file-access-restored`, {
    notifies: false,
    reason: 'What gave the right has events of its own.',
  });
