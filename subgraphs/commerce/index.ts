import { createPdfRenderer } from '../../runtime/pdf/pdf-renderer.ts';
import { createSealedBox } from '../../runtime/sealed-box.ts';
import { defineSubgraph } from '../../runtime/subgraph/define-subgraph.ts';
import type { CommerceContext } from './context.ts';
import { contextsOf } from './create-context.ts';
import { jobsOf, workOf } from './jobs.ts';
import { moderationSourcesOf } from './moderation-sources.ts';
import { eraseUser } from './operations/people/erase-user.ts';
import { findOrderObstacles } from './operations/people/find-order-obstacles.ts';
import { reactionsOf } from './reactions/index.ts';
import { type CommerceStore, openCommerceRepository } from './repository/index.ts';
import { resolvers } from './resolvers/index.ts';
import { routes } from './routes.ts';
import { type CommerceSettings, settings } from './settings.ts';

/** What people sell and buy: products, their stock, carts, orders, returns and payouts to sellers. */
export default defineSubgraph<CommerceContext, CommerceStore, CommerceSettings>({
  name: 'commerce',
  ids: {
    ...{ shp: 'Shop', prd: 'Product', pvr: 'ProductVariant', prv: 'ProductReview', stm: 'StockMovement' },
    ...{ ord: 'Order', opt: 'OrderPart', oln: 'OrderLine', oev: 'OrderEvent', ful: 'Fulfillment', orf: 'OrderRefund' },
    ...{ rma: 'OrderReturn', inv: 'Invoice', adr: 'Address', sho: 'ShippingOption', vou: 'Voucher' },
  },
  schema: new URL('./schema.graphql', import.meta.url),
  ...{ resolvers, routes, settings },
  open(host, values) {
    const repository = openCommerceRepository(host.databaseUrl, host.log);
    const pdf = createPdfRenderer();
    return {
      database: repository,
      createContext: contextsOf({ host, repository, pdf, settings: values }),
      ...{ work: workOf({ ...host, repository }), jobs: jobsOf({ ...host, repository }) },
      deletionObstacles: (userId) => findOrderObstacles(repository, userId),
      retentionBox: createSealedBox('commerce-retained', values.secret),
      ...{ reactions: reactionsOf(host), moderationSources: moderationSourcesOf(repository) },
      ...{ close: pdf.close, eraseUser: (store, userId) => eraseUser(host, store, userId) },
    };
  },
});
