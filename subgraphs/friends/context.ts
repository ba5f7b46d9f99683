import type { PageLoader } from '../../runtime/database/page-loader.ts';
import type { Caller } from '../../runtime/executor/caller.ts';
import type { DurableLog, LogEvent, Streams } from '../../runtime/live/durable-log.ts';
import type { SnapshotPosition } from '../../runtime/live/snapshot-position.ts';
import type { CallDomain } from '../../runtime/subgraph/host.ts';
import type { LoggedChange } from './repository/changes.ts';
import type { FriendsRepository } from './repository/index.ts';
import type { ListedPerson } from './repository/people.ts';
import type { Relationship } from './repository/relationships.ts';
import type { FriendRequest } from './repository/requests.ts';

/** Batches one kind of read for one request; null for what is absent or hidden from the viewer. */
export interface Loads<Key, Row> {
  load(key: Key): Promise<Row | null>;
}

/** A list of people under several persons: pages and sizes, each one statement for all of them. */
export interface PeopleLists extends Pick<PageLoader<ListedPerson, null>, 'load'> {
  count(ownerId: string): Promise<number | null>;
}

/** Sequences of the viewer's two logs. */
export interface Heads {
  readonly requests: number;
  readonly friendships: number;
}

/** One payload of either durable stream. */
export type ChangeEvent = LogEvent<LoggedChange>;

/** What resolvers and operations of this domain may use; created for each request and each event of a subscription. */
export interface FriendsContext {
  readonly caller: Caller;
  readonly now: () => Date;
  readonly ask: CallDomain;
  readonly streams: Streams;
  readonly repository: FriendsRepository;
  readonly logs: { readonly requests: DurableLog<LoggedChange>; readonly friendships: DurableLog<LoggedChange> };
  /** The viewer's relationship with a person; null for the viewer themselves and for visitors. */
  readonly relationships: Loads<string, Relationship>;
  /** Requests the viewer may see. */
  readonly requests: Loads<string, FriendRequest>;
  readonly friends: PeopleLists;
  readonly mutualFriends: PeopleLists;
  /** The newest sequences of the viewer's logs. */
  readonly heads: SnapshotPosition<Heads>;
  /** Replaces the loaders of this request: reads after a change must see its result. */
  clearLoaders(): void;
}
