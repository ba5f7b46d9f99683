import { fault } from '../../../../runtime/executor/faults.ts';
import { type Connection, createPaging, type PageArguments } from '../../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../../runtime/operations/cursor-parts.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { CommerceContext } from '../../context.ts';
import type { CommerceStore, Order, OrderPart, OrderReturn, SalesSum, Voucher } from '../../repository/index.ts';

const pagingOf = (name: string) =>
  createPaging({ name, key: [cursorPart.text], keyOf: ({ id }: { readonly id: string }) => [id] });

const ORDERS = pagingOf('commerce.orders');
const SALES = pagingOf('commerce.sales');
const RETURNS = pagingOf('commerce.returns');
const VOUCHERS = pagingOf('commerce.vouchers');

interface Needs extends Pick<CommerceContext, 'caller'> {
  readonly repository: Pick<CommerceStore, 'ordersOf' | 'salesOf' | 'returnsOf' | 'salesSums' | 'vouchersOf'>;
}

type Query<State> = PageArguments & { readonly state?: State | null | undefined };

/** A page of the orders of the viewer, newest first. @throws a fault `BAD_USER_INPUT` for a page that cannot be. */
export function listOrders(
  { caller, repository }: Needs,
  { state, ...page }: Query<Order['state']>,
): Promise<Connection<Order>> {
  const viewerId = viewerOf(caller);
  return ORDERS.read(page, async (request) => repository.ordersOf(viewerId, state ?? null, request));
}

/** A page of the parts of orders that the viewer sells, newest first. @throws as `listOrders`. */
export function listSales(
  { caller, repository }: Needs,
  { state, ...page }: Query<OrderPart['state']>,
): Promise<Connection<OrderPart>> {
  const viewerId = viewerOf(caller);
  return SALES.read(page, async (request) => repository.salesOf(viewerId, state ?? null, request));
}

/** A page of the returns of the viewer as buyer or seller, newest first. @throws as `listOrders`. */
export function listReturns(
  { caller, repository }: Needs,
  { state, ...page }: Query<OrderReturn['state']>,
): Promise<Connection<OrderReturn>> {
  const viewerId = viewerOf(caller);
  return RETURNS.read(page, async (request) => repository.returnsOf(viewerId, state ?? null, request));
}

/** A page of the vouchers of the viewer, newest first. @throws as `listOrders`. */
export function listVouchers({ caller, repository }: Needs, page: PageArguments): Promise<Connection<Voucher>> {
  const viewerId = viewerOf(caller);
  return VOUCHERS.read(page, async (request) => repository.vouchersOf(viewerId, request));
}

const MAX_DAYS = 366;
const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * What the viewer has sold in a period, by currency.
 *
 * @throws a fault `BAD_USER_INPUT` for a period that is empty or longer than 366 days.
 */
export async function summarizeSales(
  { caller, repository }: Needs,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<readonly SalesSum[]> {
  const viewerId = viewerOf(caller);
  const lengthMs = to.getTime() - from.getTime();
  if (lengthMs <= 0 || lengthMs > MAX_DAYS * DAY_MS)
    throw fault('BAD_USER_INPUT', `A period has an end after its begin, and at most ${MAX_DAYS} days.`);
  return repository.salesSums(viewerId, from, to);
}
