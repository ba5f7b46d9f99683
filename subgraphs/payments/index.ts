import { defineSubgraph } from '../../runtime/subgraph/define-subgraph.ts';
import type { PaymentsContext } from './context.ts';
import { contextsOf, openParts } from './create-context.ts';
import { jobsOf, workOf } from './jobs.ts';
import { eraseUser } from './operations/erase-user.ts';
import { publishToEndpoints } from './reactions/publish-to-endpoints.ts';
import type { PaymentsStore } from './repository/index.ts';
import { resolvers } from './resolvers/index.ts';
import { routes } from './routes/index.ts';
import { type PaymentsSettings, settings } from './settings.ts';

/** Charges to people by providers, what goes back of them, and payouts. */
export default defineSubgraph<PaymentsContext, PaymentsStore, PaymentsSettings>({
  name: 'payments',
  ids: {
    pay: 'Payment',
    rfd: 'Refund',
    dsp: 'PaymentDispute',
    pmt: 'PaymentMethod',
    pom: 'PayoutMethod',
    pyo: 'PayoutTransfer',
  },
  schema: new URL('./schema.graphql', import.meta.url),
  egress: true,
  resolvers,
  routes,
  settings,
  async open(host, values) {
    const parts = await openParts(host, values);
    return {
      database: parts.repository,
      createContext: contextsOf(parts),
      work: [...workOf(parts), ...parts.sandboxWork],
      jobs: jobsOf(parts),
      reactions: publishToEndpoints(parts),
      ...{ ...parts.aboutPeople, eraseUser: eraseUser(host), retentionBox: parts.retentionBox },
      close: parts.close,
    };
  },
});
