import type { Database } from '../database/database.ts';
import type { FindDeletionObstacles } from '../erasure/deletion-obstacles.ts';
import type { EraseUser } from '../erasure/erase-user.ts';
import type { Reaction } from '../events/reaction.ts';
import type { SnapshotSource } from '../events/snapshot.ts';
import type { Caller } from '../executor/caller.ts';
import type { GraphQLRequest } from '../executor/executor.ts';
import type { DomainImporter, DomainReservation } from '../import/open-importer.ts';
import type { Job } from '../jobs/job.ts';
import type { ModerationSource } from '../moderation/moderation-subject-field.ts';
import type { Collection } from '../personal-data/collections.ts';
import type { SealedBox } from '../sealed-box.ts';
import type { WorkHandler } from '../work/work-handler.ts';

/** What a domain's `open` hands the runtime. */
export interface Domain<Context, Store> {
  /** Runs once per request and once per event of a subscription, so that no data loader outlives one answer. */
  createContext(caller: Caller, request: Pick<GraphQLRequest, 'requestId' | 'signal' | 'client'>): Context;
  /** What the answer to a request says beside data and errors, read from its context when everything has run; null: nothing. */
  extensionsOf?(context: Context): Readonly<Record<string, unknown>> | null;
  readonly database: Database<Store>;
  /** What it does on other domains' events. */
  readonly reactions?: readonly Reaction<Store>[];
  /** Its current facts, for domains that begin to handle its events or have missed some. */
  readonly snapshot?: readonly SnapshotSource[];
  readonly jobs?: readonly Job[];
  /** What it does with items of its work queue, in every process. */
  readonly work?: readonly WorkHandler<Store>[];
  /** Erases what the Prisma schema marks `by hand`; the runtime calls it, and erases the rest as the marks say. */
  readonly eraseUser?: EraseUser<Store> | undefined;
  /** Seals what `/// @retained` marks when a person is erased; its key has to last for as long as the records. */
  readonly retentionBox?: SealedBox;
  /** What stands against deleting a person's account; absent: never anything. */
  readonly deletionObstacles?: FindDeletionObstacles;
  /** What of it people can report; absent: nothing. */
  readonly moderationSources?: readonly ModerationSource<Context>[];
  /** What it keeps about people and exports `by hand`, for each of them to have a copy of; the rest is said by marks. */
  readonly personalData?: readonly Collection[];
  /** What it imports of older systems, made by `importerOf`. */
  readonly importers?: readonly DomainImporter<Store>[];
  /** What it refuses or reserves of what another domain imports, made by `reservationOf`. */
  readonly importReservations?: readonly DomainReservation<Store>[];
  /** Closes what it opened beside the database. */
  close?(): Promise<void>;
}
