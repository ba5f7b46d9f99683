import type { Contract } from './contract.ts';
import type { Milestone } from './milestone.ts';

/** A contract that no other transaction changes until this one ends, with all of its milestones in their order. */
export interface LockedContract {
  readonly contract: Contract;
  readonly milestones: readonly Milestone[];
}
