import type { Logger } from 'pino';
import { fault } from '../../runtime/executor/faults.ts';
import { done, refuse } from '../../runtime/operations/result.ts';
import { inSteps } from '../../runtime/resilience/in-steps.ts';
import type { Execute } from '../execute/execute.ts';
import type { Admission } from '../limits/admission.ts';
import { addressOf } from '../limits/connection-counts.ts';
import type { PersistedDocuments } from '../limits/persisted-documents.ts';
import type { PolicyEvaluator } from '../operation/access-check.ts';
import type { ReadingRules } from '../operation/disclosure-rules.ts';
import type { OperationRequest } from '../operation/operation-request.ts';
import type { CheckedRights, PlannedOperation, PreparationResult, Requester } from '../operation/planned-operation.ts';
import { tooLarge } from '../operation/refusals.ts';
import type { PlanSlot } from '../plan/operation-plans.ts';
import { createOperationStore, type OperationStore } from '../plan/operation-store.ts';
import type { Planned, Planning } from '../plan/planning.ts';
import type { OpenSubscriptions } from '../subscribe/open-subscriptions.ts';
import type { Subscribe } from '../subscribe/subscribe.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import type { OperationRecorder } from './operation-recorder.ts';
import { createRunRequest, type RunRequest } from './run-request.ts';

/** Everything between transports and subgraphs, over the supergraph that is served. */
export interface Pipeline {
  /** Runs a request of any transport. */
  readonly run: RunRequest;
  /**
   * Plans for this supergraph what was asked of the one before, then prepares everything against it. Requests that were
   * prepared before go on with theirs; what stays open is moved, or ended when it is not valid any more.
   */
  swap(supergraph: Supergraph): Promise<void>;
  readonly supergraph: Supergraph;
  /** Ends what works beside requests. */
  close(): Promise<void>;
}

export interface PipelineParts {
  readonly supergraph: Supergraph;
  readonly rules: ReadingRules;
  readonly policy: PolicyEvaluator;
  readonly execute: Execute;
  readonly subscribe: Subscribe;
  readonly documents: PersistedDocuments;
  readonly admission: Admission;
  readonly recorder: OperationRecorder;
  readonly now: () => Date;
  readonly openSubscriptions: OpenSubscriptions;
  readonly planning: Planning;
  readonly log: Logger;
  close(): Promise<void>;
}

/** Makes the pipeline over one supergraph. */
export function createPipeline({
  supergraph,
  rules,
  policy,
  execute,
  subscribe,
  documents,
  admission,
  recorder,
  now,
  openSubscriptions,
  planning,
  log,
  close,
}: PipelineParts): Pipeline {
  const openStore = (next: Supergraph): OperationStore => createOperationStore(next, rules, policy);
  let store = openStore(supergraph);
  const failed = (error: unknown, requestId: string | undefined): PreparationResult => {
    // Of the stack: where limits are off nothing else stops what nests too deep.
    if (error instanceof RangeError) return refuse([tooLarge('depth', rules)]);
    log.error({ err: error, requestId }, 'An operation could not be planned');
    return refuse([fault('INTERNAL', 'Internal server error.', requestId === undefined ? {} : { requestId })]);
  };
  /** `budget`: whose it is planned on; null: the gateway's own. */
  const prepareFor = (
    request: OperationRequest,
    { caller, requestId }: Requester,
    budget: string | null,
    { from = store, checked = 'all' }: { from?: OperationStore; checked?: CheckedRights | undefined } = {},
  ): PreparationResult | Promise<PreparationResult> => {
    try {
      const analyzed = from.analyze(request, caller, checked);
      if (!analyzed.ok) return analyzed;
      const { operation, slot } = analyzed.value;
      const prepareAgain: PlannedOperation['prepareAgain'] = async (next, asker, rights) =>
        prepareFor(next, asker, budgetOf(asker), { from, checked: rights });
      const withPlan = (planned: Planned): PreparationResult =>
        planned.ok ? done({ ...operation, plan: planned.value, prepareAgain }) : planned;
      const planned = planOf(slot, budget, planning);
      return planned instanceof Promise
        ? planned.then(withPlan).catch((error: unknown) => failed(error, requestId))
        : withPlan(planned);
    } catch (error) {
      return failed(error, requestId);
    }
  };
  return {
    run: createRunRequest({
      ...{ admission, execute, subscribe, recorder, now },
      findDocument: (request) => documents.find(request, (text) => isValid(store, text)),
      prepare: (request, asker) => prepareFor(request, asker, budgetOf(asker)),
    }),
    async swap(next) {
      const warmed = openStore(next);
      // A plan that fails is reported to the client that requests it.
      const plan = async (slot: PlanSlot): Promise<unknown> =>
        await Promise.resolve(planOf(slot, null, planning)).catch(() => null);
      await inSteps(warmed.warmUp(store.used(), plan));
      store = warmed;
      planning.keepOnly(next);
      await openSubscriptions.move(next, (request, caller) => prepareFor(request, { caller }, null));
    },
    get supergraph() {
      return store.supergraph;
    },
    close,
  };
}

/** The plan that a slot has, or gets. */
function planOf(slot: PlanSlot, caller: string | null, planning: Planning): Planned | Promise<Planned> {
  const found = slot.plan();
  if (found !== null) return done(found);
  const document = slot.document();
  if (!document.ok) return document;
  const keep = (planned: Planned): Planned => {
    if (planned.ok) slot.keep(planned.value);
    return planned;
  };
  const planned = planning.plan({ supergraph: slot.analysis.supergraph, document: document.value, caller });
  return planned instanceof Promise ? planned.then(keep) : keep(planned);
}

/** A person, or the address of a visitor. */
const budgetOf = ({ caller, client }: Requester): string =>
  caller.viewerId ?? caller.service ?? addressOf(client?.ip ?? null);

function isValid(store: OperationStore, text: string): boolean {
  try {
    return store.isValid(text);
  } catch {
    // Reported when the operation is prepared.
    return false;
  }
}
