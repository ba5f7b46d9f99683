/** Maximum number of people that one change names as joined, and as left. */
const MAX_NAMED = 50;

type People = ReadonlySet<string>;

/** By viewer: the named people whom they must not see. */
type Hidden = ReadonlyMap<string, ReadonlySet<string>>;

interface Difference {
  readonly from: People | null;
  readonly to: People;
  readonly joined: readonly string[];
  readonly left: readonly string[];
  readonly hidden: Promise<Hidden | null>;
}

/** Computes what changed for each listener since the state that it received last. */
export interface AudienceChanges {
  between(from: People | null, to: People, viewerId: string): Promise<AudienceChange>;
}

/**
 * Compares states of an audience. Listeners at the same state share one comparison and one read of blocks. While blocks
 * cannot be read nobody is named, and the count is still delivered. `hiddenFrom` returns the blocks of all listeners.
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
      const hiddenPeople = await hidden;
      if (hiddenPeople === null) return { viewerCount: to.size, joined: [], left: [] };
      const isVisible = (id: string): boolean => hiddenPeople.get(viewerId)?.has(id) !== true;
      return { viewerCount: to.size, joined: joined.filter(isVisible), left: left.filter(isVisible) };
    },
  };
}

/** People of `all` who are not in `base`, as many as one change names. */
const missingFrom = (base: People, all: People): readonly string[] =>
  [...all].filter((id) => !base.has(id)).slice(0, MAX_NAMED);

/** The changes of an audience since the state that a listener received last. */
export interface AudienceChange {
  readonly viewerCount: number;
  /** At most 50 ids of people whom the listener may see. */
  readonly joined: readonly string[];
  /** At most 50 ids of people whom the listener may see. */
  readonly left: readonly string[];
}
