import { fault } from '../../../runtime/executor/faults.ts';
import { interestKey } from '../../../runtime/operations/interests.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import { hashJson } from '../../../runtime/text/hash-json.ts';
import type { DiscoveryContext } from '../context.ts';
import type { CandidateQuery, DiscoveryCandidate, DiscoveryProfile, PersonCard } from '../repository/index.ts';
import { ageOn } from './age.ts';
import { candidateQuery } from './candidate-query.ts';
import type { Deck, DeckEntry } from './deck.ts';
import { stateOf } from './discovery-state.ts';
import { ownProfile } from './own-profile.ts';
import { type CandidateFilter, filterInput } from './preferences-input.ts';
import { comparePositions, DECK_SIZE, type DeckPosition, positionOf, rankPeople } from './rank-people.ts';
import { scoreOf } from './score.ts';

interface Needs
  extends Pick<DiscoveryContext, 'caller' | 'now' | 'ownProfile' | 'cells' | 'decks' | 'candidateTokens'> {
  readonly repository: Pick<DiscoveryContext['repository'], 'candidates' | 'cards' | 'noteShown'>;
}

/** Where a page of a deck begins. */
export interface DeckCursor {
  /** Of the deck that the page before was of. */
  readonly builtAt: number;
  readonly position: DeckPosition;
}

/** A person of a deck, with the cursor after them. */
export interface ListedCandidate extends DeckCursor {
  readonly candidate: DiscoveryCandidate;
}

/** How long a cursor stands for the deck that it is of. */
const DECK_TTL_MS = 30 * 60 * 1_000;

/**
 * A page of the people whom the viewer is shown. They are ranked once in 30 minutes; what was ranked can be lost at any
 * moment, and is then ranked again as of the same time. Each page asks again who may be shown now.
 *
 * @throws a fault `BAD_USER_INPUT` for a filter that breaks a rule of form.
 */
export async function listCandidates(
  needs: Needs,
  filter: unknown,
  page: { readonly from: DeckCursor | null; readonly limit: number },
): Promise<readonly ListedCandidate[]> {
  const viewerId = viewerOf(needs.caller);
  const parsed = filterInput.safeParse(filter ?? {});
  if (!parsed.success) throw fault('BAD_USER_INPUT', parsed.error.issues[0]?.message ?? 'The filter is not valid.');
  const profile = await ownProfile(needs);
  const now = needs.now();
  if (stateOf(profile, now) !== 'ACTIVE') return [];

  const listed = await readPage(needs, profile, parsed.data, page, now);
  const shownIds = listed.slice(0, page.limit - 1).map(({ candidate }) => candidate.userId);
  await needs.repository.noteShown(viewerId, shownIds, now);
  return listed;
}

async function readPage(
  needs: Needs,
  profile: DiscoveryProfile,
  filter: CandidateFilter,
  { from, limit }: { readonly from: DeckCursor | null; readonly limit: number },
  now: Date,
): Promise<readonly ListedCandidate[]> {
  const asOf = new Date(from !== null && isRecent(from.builtAt, now) ? from.builtAt : now);
  const query = candidateQuery(profile, filter, needs.cells, { now, asOf });
  if (query === null) return [];
  const key = `${profile.userId}:${profile.revision}:${hashJson(filter)}`;
  const stored = await findDeck(needs, key, now);
  const deck = stored ?? (await buildDeck(needs, key, profile, query));
  const listed = await readDeck(needs, query, deck, from, limit);
  // Whoever has decided about all of a full deck gets the next one at once.
  const isUsedUp = from === null && stored !== null && listed.length < limit && deck.entries.length >= DECK_SIZE;
  if (!isUsedUp) return listed;
  await needs.decks.remove(key);
  return readDeck(needs, query, await buildDeck(needs, key, profile, query), null, limit);
}

/** The deck that is stored. One that has expired by the clock of the domain is removed. */
async function findDeck({ decks }: Pick<Needs, 'decks'>, key: string, now: Date): Promise<Deck | null> {
  const stored = await decks.find(key);
  if (stored === null || isRecent(stored.builtAt, now)) return stored;
  await decks.remove(key);
  return null;
}

const isRecent = (builtAt: number, now: Date): boolean =>
  builtAt <= now.getTime() && builtAt > now.getTime() - DECK_TTL_MS;

async function buildDeck(
  { repository, decks }: Pick<Needs, 'repository' | 'decks'>,
  key: string,
  profile: DiscoveryProfile,
  query: CandidateQuery,
): Promise<Deck> {
  const people = await repository.candidates(query);
  const entries = rankPeople(profile, people, query.asOf);
  return decks.store(key, { builtAt: query.asOf.getTime(), entries });
}

/** The next people of a deck who may be shown now: one statement. */
async function readDeck(
  { repository, candidateTokens }: Pick<Needs, 'repository' | 'candidateTokens'>,
  query: CandidateQuery,
  deck: Deck,
  from: DeckCursor | null,
  limit: number,
): Promise<readonly ListedCandidate[]> {
  const rest = deck.entries.filter((entry) => from === null || comparePositions(positionOf(entry), from.position) > 0);
  if (rest.length === 0) return [];
  const cards = await repository.cards(
    query,
    rest.map(({ userId }) => userId),
    limit,
  );
  const entries = new Map(rest.map((entry) => [entry.userId, entry]));
  const ours = new Set([...query.viewer.interestKeys, ...query.viewer.soughtKeys]);
  return cards.flatMap((card) => {
    const entry = entries.get(card.userId);
    if (entry === undefined) return [];
    const candidate = candidateOf(candidateTokens, query, card, entry, ours);
    return [{ builtAt: deck.builtAt, position: positionOf(entry), candidate }];
  });
}

function candidateOf(
  tokens: Needs['candidateTokens'],
  { viewerId, now }: CandidateQuery,
  card: PersonCard,
  entry: DeckEntry,
  ours: ReadonlySet<string>,
): DiscoveryCandidate {
  const score = scoreOf(entry);
  return {
    ...card,
    ...{ age: ageOn(card.birthDate, now), score, shares: entry.shares },
    candidateToken: tokens.mint({ viewerId, candidateId: card.userId, score }, now),
    sharedInterests: card.interests.filter((interest) => ours.has(interestKey(interest))),
  };
}
