/** A person of a deck, with what they are ordered by. */
export interface DeckEntry {
  readonly userId: string;
  /** Points of each term of the score, in the order of `SCORE_TERMS`. */
  readonly shares: readonly number[];
  /** Whether the viewer has seen the person lately. Those come last. */
  readonly wasSeen: boolean;
  /** Orders people of one score: as good as random, and different for each viewer and day. */
  readonly tie: number;
}

/** The people that a viewer is shown, in their order. */
export interface Deck {
  /** In milliseconds since 1970: as of when the entries were ranked. */
  readonly builtAt: number;
  readonly entries: readonly DeckEntry[];
}

/** Decks in Redis, where they can be lost at any moment: each can be built again. None of these rejects. */
export interface Decks {
  /** Null when there is none, or it cannot be read. */
  find(key: string): Promise<Deck | null>;
  /** Stores a deck for 30 minutes unless another is there. Returns the one that is there then. */
  store(key: string, deck: Deck): Promise<Deck>;
  remove(key: string): Promise<void>;
}
