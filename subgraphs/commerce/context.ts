import type { PageLoader } from '../../runtime/database/page-loader.ts';
import type { Caller } from '../../runtime/executor/caller.ts';
import type { Streams } from '../../runtime/live/durable-log.ts';
import type { Signals } from '../../runtime/live/signals.ts';
import type { PdfRenderer } from '../../runtime/pdf/pdf-renderer.ts';
import type { SealedBox } from '../../runtime/sealed-box.ts';
import type { FileAccess } from '../../runtime/signed-links/file-access.ts';
import type { LinkSigner } from '../../runtime/signed-links/link-signer.ts';
import type { CallDomain } from '../../runtime/subgraph/host.ts';
import type { TaxesOf } from './operations/cart/quote-cart.ts';
import type {
  CommerceRepository,
  Fulfillment,
  Invoice,
  Order,
  OrderEvent,
  OrderLine,
  OrderPart,
  OrderRefund,
  OrderReturn,
  Product,
  ProductReview,
  ProductVariant,
  Shop,
  ShownFile,
  StockMovement,
} from './repository/index.ts';
import type { CommerceSettings } from './settings.ts';

/** What is read of the catalogue, once a request. */
export interface CatalogueLoaders {
  /** Products that the viewer may see: those on sale, and all of their own. */
  readonly products: Loader<Product | null>;
  /** Variants of such products; archived ones for their seller alone. */
  readonly variants: Loader<ProductVariant | null>;
  /** By the id of a product: its variants that the viewer may see, in their order. */
  readonly variantsOfProducts: Loader<readonly ProductVariant[]>;
  /** Shops, by their id, of sellers whom the viewer may see. */
  readonly shops: Loader<Shop | null>;
  /** The same, by the id of the seller. */
  readonly shopsOfSellers: Loader<Shop | null>;
  /** By the id of a seller: how many reviews with 1 to 5 stars their products on sale have. */
  readonly sellerRatings: Loader<readonly number[]>;
  /** By the id of a seller: their products that the viewer may see. */
  readonly productsOfSellers: PageLoader<Product>;
  /** Reviews that the viewer may see. */
  readonly reviews: Loader<ProductReview | null>;
  /** By the id of a product: its reviews; those with 1 to 5 stars, and at 0 all of them. */
  readonly reviewsOfProducts: readonly PageLoader<ProductReview>[];
  /** Files of a product or a review. */
  readonly files: Loader<readonly ShownFile[]>;
  /** Whether moderators have hidden a product or a review. */
  readonly hiddenContent: Loader<boolean>;
  /** Whether a product is in the wishlist of the viewer. */
  readonly wishes: Loader<boolean>;
  /** By the id of a variant that the viewer sells: what has changed its stock. */
  readonly movementsOfVariants: PageLoader<StockMovement>;
}

/** What is read of orders, once a request. */
export interface OrderLoaders {
  /** Orders of which the viewer is buyer or, once they are paid, seller. */
  readonly orders: Loader<Order | null>;
  /** By the id of an order that the viewer may see. */
  readonly partsOfOrders: Loader<readonly OrderPart[]>;
  readonly linesOfOrders: Loader<readonly OrderLine[]>;
  readonly eventsOfOrders: Loader<readonly OrderEvent[]>;
  /** The newest sequence of the log of an order. */
  readonly orderHeads: Loader<number>;
  /** By the id of a part that the viewer may see. */
  readonly fulfillmentsOfParts: Loader<readonly Fulfillment[]>;
  readonly refundsOfParts: Loader<readonly OrderRefund[]>;
  readonly invoicesOfParts: Loader<readonly Invoice[]>;
  /** Refunds and returns of which the viewer is buyer or seller. */
  readonly orderRefunds: Loader<OrderRefund | null>;
  readonly orderReturns: Loader<OrderReturn | null>;
}

/** What resolvers and operations may use. Made for each request and each event of a subscription. */
export interface CommerceContext extends CatalogueLoaders, OrderLoaders {
  readonly caller: Caller;
  /** Null where no request was sent. */
  readonly requestId: string | null;
  /** Seals what is kept of people who have deleted their account. */
  readonly retentionBox: SealedBox;
  readonly renderPdf: PdfRenderer['render'];
  /** Signs addresses of invoices. */
  readonly invoiceLinks: LinkSigner;
  /** The id of the viewer; empty for visitors and services, as SQL compares it. */
  readonly viewerKey: string;
  readonly now: () => Date;
  readonly streams: Streams;
  readonly signals: Signals;
  readonly ask: CallDomain;
  readonly fileAccess: FileAccess;
  readonly settings: CommerceSettings;
  /** How tax is computed for a country. */
  readonly taxesOf: TaxesOf;
  readonly repository: CommerceRepository;
}

/** Reads what the caller may see, once a request. */
export interface Loader<Row> {
  load(id: string): Promise<Row>;
  /** Forgets what was read before a change. */
  clear(id: string): unknown;
}
