import type { Caller } from '../../runtime/executor/caller.ts';
import type { LogEvent, Streams } from '../../runtime/live/durable-log.ts';
import type { Signals } from '../../runtime/live/signals.ts';
import type { SnapshotPosition } from '../../runtime/live/snapshot-position.ts';
import type { CallDomain } from '../../runtime/subgraph/host.ts';
import type { CandidateTokens } from './operations/candidate-token.ts';
import type { Decks } from './operations/deck.ts';
import type { Cells } from './operations/distance-buckets.ts';
import type {
  DiscoveryDecision,
  DiscoveryProfile,
  DiscoveryRepository,
  LikeEntry,
  Match,
  MatchEntry,
  ReceivedLike,
} from './repository/index.ts';

/** A photo of a person's profile, with what lets the viewer read it. */
export interface DiscoveryPhoto {
  readonly id: string;
  readonly file: { readonly id: string; readonly access: string } | null;
}

/** What resolvers and operations may use. Made for each request and each event of a subscription. */
export interface DiscoveryContext {
  readonly caller: Caller;
  readonly now: () => Date;
  readonly ask: CallDomain;
  readonly streams: Streams;
  readonly signals: Pick<Signals, 'notify'>;
  readonly repository: DiscoveryRepository;
  readonly candidateTokens: CandidateTokens;
  readonly cells: Cells;
  readonly decks: Decks;
  /** What the viewer shows and looks for; null while nothing is known of them. Cleared after a change. */
  readonly ownProfile: { load(userId: string): Promise<DiscoveryProfile | null>; clear(userId: string): unknown };
  /** Photos of people whom the viewer is shown; null while they cannot be read. */
  readonly photos: { load(userId: string): Promise<readonly DiscoveryPhoto[] | null> };
  /** How many friends of the viewer are friends of a person. */
  readonly mutualFriendCounts: { load(userId: string): Promise<number | null> };
  /** Matches of the viewer. */
  readonly matches: Loader<string, Match>;
  /** What the viewer has decided. */
  readonly ownDecisions: Loader<string, DiscoveryDecision>;
  /** People by their id, where the viewer may see them. */
  readonly visiblePeople: Loader<string, { readonly id: string }>;
  /** Likes that the viewer received: those that wait, and those of matches. */
  readonly receivedLikes: Loader<string, ReceivedLike>;
  /** What the other person sent, by the id of the match. */
  readonly likesOfMatches: Loader<string, ReceivedLike>;
  /** What of the sender's photo is shown with a like, as a ThumbHash in base64. */
  readonly blurredPhotos: Loader<ReceivedLike, string>;
  /** The newest sequences of the viewer's logs. */
  readonly logPositions: SnapshotPosition<{ readonly matches: number; readonly likes: number }>;
}

/** Reads what the viewer may see, batched and once a request. */
interface Loader<Key, Row> {
  load(key: Key): Promise<Row | null>;
}

/** One event of `matchCreated` and `matchEnded`. */
export type MatchEvent = LogEvent<MatchEntry>;

/** One event of `likeReceived`. */
export type LikeEvent = LogEvent<LikeEntry>;
