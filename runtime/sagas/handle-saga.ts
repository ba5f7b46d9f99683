import type { Sql } from '../database/database.ts';
import type { AfterCommit } from '../events/reaction.ts';
import { handleWork, type WorkHandler } from '../work/work-handler.ts';
import { scheduleStep } from './begin-saga.ts';
import { enterState, type LockedSaga, lockSaga } from './saga-table.ts';
import type { Saga, SagaType } from './saga-type.ts';
import { sagaWork } from './saga-work.ts';

/** How a step ends. What it throws rolls it back and has it run again, with growing delays. */
export type StepOutcome<State extends string, Data extends object> = {
  /** What is to happen after the commit, such as a signal. */
  readonly afterCommit?: Exclude<AfterCommit, void>;
} & (
  | {
      /** The state to enter, with what later steps need besides, and when its step is run: at once by default. */
      readonly next: State;
      readonly data?: Partial<Data>;
      readonly at?: Date;
    }
  /** Stays, and runs again at this time or when it is woken. */
  | { readonly retryAt: Date }
  /** Cannot be done, and why: it enters the step's state for refusals. */
  | { readonly refuse: string }
);

interface TypedStep<Store, State extends string, Data extends object, Result> {
  /**
   * One request to another domain or a provider, outside the transaction, under an idempotency key: the same until its answer
   * is recorded, whatever ends in between. A refusal is an answer; throw only when the outcome is not known.
   */
  call?(saga: Saga<State, Data>, key: string, signal: AbortSignal): Promise<Result>;
  /** Records the answer, or is the whole step, in one transaction with the saga's new state. */
  run(store: Store, saga: Saga<State, Data>, sql: Sql, result: Result): Promise<StepOutcome<State, Data>>;
  /** The state to enter when `run` refuses; without one a refusal is a failure. */
  readonly refused?: State;
}

/** What a saga does in one of its states. */
export interface SagaStep<Store, State extends string, Data extends object> {
  call?(saga: Saga<State, Data>, key: string, signal: AbortSignal): Promise<unknown>;
  run(store: Store, saga: Saga<State, Data>, sql: Sql, result: unknown): Promise<StepOutcome<State, Data>>;
  readonly refused?: State;
}

/** Ties the result of a step's `call` to its `run`. */
export const step = <Store, State extends string, Data extends object, Result = undefined>(
  typed: TypedStep<NoInfer<Store>, NoInfer<State>, NoInfer<Data>, Result>,
): SagaStep<Store, State, Data> =>
  // as: `run` gets what its own `call` returned.
  typed as SagaStep<Store, State, Data>;

interface SagaOptions<Store, State extends string, Data extends object> {
  /** The step of each state; null for a state that ends the saga. */
  readonly states: Readonly<Record<State, SagaStep<Store, State, Data> | null>>;
  readonly now: () => Date;
}

const BACKOFF = { firstMs: 200, maxMs: 60_000 };

/** The handler of a saga's work: for the domain's `work`. */
export function handleSaga<Store, State extends string, Data extends object>(
  { kind }: SagaType<State, Data>,
  { states, now }: SagaOptions<Store, State, Data>,
): WorkHandler<Store> {
  const stepOf = (state: string): SagaStep<Store, State, Data> => {
    // as: a state that is missing, of another release, is looked up and found to be so.
    const found = states[state as State] as SagaStep<Store, State, Data> | null | undefined;
    if (found == null) throw new Error(`The saga ${kind} has no step in the state ${state}.`);
    return found;
  };
  return handleWork(sagaWork(kind), {
    backoff: BACKOFF,
    call: async ({ payload }, signal) =>
      stepOf(payload.state).call?.(viewOf(payload), `${payload.id}:${payload.state}:${payload.version}`, signal),
    async complete(store: Store, { payload }, sql, result) {
      const saga = await lockSaga(sql, payload.id);
      // Abandoned meanwhile.
      if (saga === null || saga.endedAt !== null) return;
      const current = stepOf(saga.state);
      const outcome = await current.run(store, viewOf(saga), sql, result);
      const at = now();
      // Woken since this step was scheduled: what the saga is about to wait for may have come after `call`.
      const dueAt = (time: Date): Date => (saga.wakes === payload.wakes ? time : at);
      if ('retryAt' in outcome) await scheduleStep(sql, saga, dueAt(outcome.retryAt), at);
      else {
        const entry = entryOf(current, saga, outcome);
        const isEnd = states[entry.state] === null;
        await enterState(sql, saga.id, { ...entry, isEnd }, at);
        const { state, data } = entry;
        if (!isEnd)
          await scheduleStep(sql, { ...saga, state, data, version: saga.version + 1 }, dueAt(entry.at ?? at), at);
      }
      return outcome.afterCommit;
    },
  });
}

const viewOf = <State extends string, Data extends object>({
  id,
  subject,
  state,
  data,
}: Omit<LockedSaga, 'endedAt'>): Saga<State, Data> =>
  // as: only `handleSaga` and `beginSaga` of its type write its state and data.
  ({ id, subject, state, data }) as Saga<State, Data>;

function entryOf<Store, State extends string, Data extends object>(
  { refused }: SagaStep<Store, State, Data>,
  saga: LockedSaga,
  outcome: Exclude<StepOutcome<State, Data>, { readonly retryAt: Date }>,
) {
  if ('next' in outcome)
    return { state: outcome.next, data: { ...saga.data, ...outcome.data }, error: null, at: outcome.at };
  if (refused === undefined) throw new Error(`Refused in the state ${saga.state}: ${outcome.refuse}`);
  return { state: refused, data: saga.data, error: outcome.refuse, at: undefined };
}
