/** How a change meets clients: it breaks some, may break some, or none. */
export type ChangeLevel = 'breaking' | 'dangerous' | 'safe';

/** One difference between two public contracts. */
export interface ContractChange {
  readonly level: ChangeLevel;
  /** A schema coordinate, such as `User.name`. */
  readonly coordinate: string;
  readonly message: string;
}
