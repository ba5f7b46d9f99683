/** Most people that one change names on each side. */
const MAX_NAMED = 50;

type People = ReadonlySet<string>;

/** For each viewer, those among the people named whom they must not see. */
type Hidden = ReadonlyMap<string, ReadonlySet<string>>;

interface Difference {
  readonly from: People | null;
  readonly to: People;
  readonly joined: readonly string[];
  readonly left: readonly string[];
  readonly hidden: Promise<Hidden | null>;
}

/** Tells each listener what changed between what it saw last and now. */
export interface AudienceChanges {
  between(from: People | null, to: People, viewerId: string): Promise<AudienceChange>;
}

/**
 * Compares audiences. Listeners that keep step share one comparison and one question for blocks. While blocks cannot be
 * read nobody is named, and the count still goes out. `hiddenFrom` answers for all listeners at once.
 */
export function createAudienceChanges(hiddenFrom: (people: readonly string[]) => Promise<Hidden>): AudienceChanges {
  let last: Difference | null = null;

  const compare = (from: People | null, to: People): Difference => {
    if (last !== null && last.from === from && last.to === to) return last;
    const joined = from === null ? [] : missingFrom(from, to);
    const left = from === null ? [] : missingFrom(to, from);
    const people = [...joined, ...left];
    const hidden: Promise<Hidden | null> =
      people.length === 0 ? Promise.resolve(new Map()) : hiddenFrom(people).catch(() => null);
    last = { from, to, joined, left, hidden };
    return last;
  };

  return {
    async between(from, to, viewerId) {
      const { joined, left, hidden } = compare(from, to);
      const known = await hidden;
      if (known === null) return { viewerCount: to.size, joined: [], left: [] };
      const shown = (id: string): boolean => known.get(viewerId)?.has(id) !== true;
      return { viewerCount: to.size, joined: joined.filter(shown), left: left.filter(shown) };
    },
  };
}

/** People of `all` who are not among `known`, as many as one change names. */
const missingFrom = (known: People, all: People): readonly string[] =>
  [...all].filter((id) => !known.has(id)).slice(0, MAX_NAMED);

/** How an audience changed since a listener heard of it last. */
export interface AudienceChange {
  readonly viewerCount: number;
  /** At most 50 ids of people whom the listener may see. */
  readonly joined: readonly string[];
  /** At most 50 ids of people whom the listener may see. */
  readonly left: readonly string[];
}
