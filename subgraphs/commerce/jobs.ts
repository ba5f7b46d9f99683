import { handleFileUses } from '../../runtime/attachments/handle-file-uses.ts';
import type { Job } from '../../runtime/jobs/job.ts';
import type { Host } from '../../runtime/subgraph/host.ts';
import type { WorkHandler } from '../../runtime/work/work-handler.ts';
import { runLatePaymentSaga } from './operations/orders/run-late-payment-saga.ts';
import { runOrderSaga, type SagaNeeds } from './operations/orders/run-order-saga.ts';
import { runPayoutSaga } from './operations/orders/run-payout-saga.ts';
import { runRefundSaga } from './operations/orders/run-refund-saga.ts';
import { publishLowStock } from './operations/stock/publish-low-stock.ts';
import type { CommerceRepository, CommerceStore } from './repository/index.ts';

interface Needs extends Pick<Host, 'now' | 'signals' | 'streams' | 'ask' | 'log'> {
  readonly repository: CommerceRepository;
}

/** Sellers learn within this time that few units are left. */
const LOW_STOCK_INTERVAL_MS = 5_000;

/** The order POPULARITY is behind by this time, or by more after very many sales. */
const POPULARITY_INTERVAL_MS = 300_000;

/** Products whose number of sold units is refreshed at a time. */
const POPULARITY_BATCH_SIZE = 5_000;

/** Periodic work of the domain. */
export const jobsOf = ({ repository, now }: Needs): readonly Job[] => [
  // Catalogue.
  {
    name: 'publish-low-stock',
    everyMs: LOW_STOCK_INTERVAL_MS,
    run: (signal) => publishLowStock({ repository, now }, signal),
  },
  {
    name: 'refresh-popularity',
    everyMs: POPULARITY_INTERVAL_MS,
    run: async () => void (await repository.refreshUnitsSold(POPULARITY_BATCH_SIZE)),
  },
  // Orders.
];

/** Work of the domain that outlasts a request. */
export const workOf = (needs: Needs): readonly WorkHandler<CommerceStore>[] => [
  // Catalogue.
  handleFileUses<CommerceStore>({
    ...{ ask: needs.ask, service: 'commerce' },
    async dropFiles(store, { subjectId, fileIds }) {
      await store.dropFiles(subjectId, fileIds);
      return undefined;
    },
  }),
  // Orders.
  ...sagasOf({ ...needs, reportError: (error, message) => needs.log.error({ err: error }, message) }),
];

const sagasOf = (needs: Needs & Pick<SagaNeeds, 'reportError'>): readonly WorkHandler<CommerceStore>[] => [
  runOrderSaga(needs),
  runPayoutSaga(needs),
  runRefundSaga(needs),
  runLatePaymentSaga(needs),
];
