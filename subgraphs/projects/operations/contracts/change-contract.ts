import { type IdempotencyRefusal, once, type Replayable } from '../../../../runtime/idempotency/once.ts';
import type { RefusalOf, Result } from '../../../../runtime/operations/result.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { ProjectsContext } from '../../context.ts';
import { CONTRACT_LOG } from '../../events.ts';
import type { Contract, LockedContract, Milestone, ProjectsStore } from '../../repository/index.ts';
import { contractStateOf } from './contract-state.ts';

/** What changing a contract needs of the context. */
export interface ChangeNeeds extends Pick<ProjectsContext, 'now' | 'streams' | 'signals'> {
  readonly repository: Pick<ProjectsContext['repository'], 'transaction'>;
}

/** The contract that a change is about, and what else it leaves. */
type ChangedIds = { readonly contractId: string } & Readonly<Record<string, string | null>>;

/** Signals that a contract has changed and that there may be work, after the commit. */
export async function announceContract(
  { streams, signals }: Pick<ChangeNeeds, 'streams' | 'signals'>,
  contractId: string,
): Promise<void> {
  await Promise.all([streams.announce(CONTRACT_LOG, contractId), notifyWork(signals, 'projects')]);
}

/** Changes a contract in a transaction and announces it. */
export async function changeContract<Ids extends ChangedIds, Refusal>(
  context: ChangeNeeds,
  effect: (store: ProjectsStore) => Promise<Result<Ids, Refusal>>,
): Promise<Result<Ids, Refusal>> {
  const changed = await context.repository.transaction(effect);
  if (changed.ok) await announceContract(context, changed.value.contractId);
  return changed;
}

/** A change that happens once for each key. */
interface KeyedChange {
  readonly scope: string;
  readonly operation: string;
  readonly key: string;
  /** Plain JSON, without large integers. */
  readonly input: object;
}

/** As `changeContract`, once for each key of a person; outcomes are kept for 30 days, as money moves. */
export async function changeContractOnce<Ids extends ChangedIds, Refusal extends RefusalOf<string>>(
  context: ChangeNeeds,
  call: KeyedChange,
  effect: (store: ProjectsStore) => Promise<Result<Ids, Refusal>>,
): Promise<Replayable<Ids, Refusal | IdempotencyRefusal>> {
  const changed = await once(context, { ...call, retentionDays: 30 }, effect);
  if (changed.ok && !changed.isReplay) await announceContract(context, changed.value.contractId);
  return changed;
}

/** What changes of a locked contract. */
interface ContractChange {
  readonly contract?: Partial<Contract>;
  /** As they are from now on. */
  readonly milestones?: readonly Milestone[];
}

/** Stores what changes of a locked contract, with the state that follows from it, and adds it to its log. */
export async function saveContract(
  store: Pick<ProjectsStore, 'saveContract' | 'saveMilestone' | 'appendToLogs'>,
  locked: LockedContract,
  { contract: changes = {}, milestones: changed = [] }: ContractChange,
  now: Date,
): Promise<LockedContract> {
  const milestones = locked.milestones.map((one) => changed.find(({ id }) => id === one.id) ?? one);
  const merged = { ...locked.contract, ...changes };
  const contract = { ...merged, state: contractStateOf(merged, milestones) };
  for (const milestone of changed) await store.saveMilestone(milestone, now);
  await store.saveContract(contract, now);
  const { id: contractId } = contract;
  await store.appendToLogs([{ log: CONTRACT_LOG.name, key: contractId, people: [], data: { contractId } }], now);
  return { contract, milestones };
}
