import { z } from 'zod';
import { newId } from '../../../../runtime/operations/ids.ts';
import {
  type InvalidInput,
  type NotFound,
  notFound,
  parseInput,
  text,
} from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { CommerceContext } from '../../context.ts';
import type { CommerceStore } from '../../repository/index.ts';
import { idInput } from '../orders/order-input.ts';

const line = (what: string, max: number) => text(what, { max, singleLine: true });

const INPUT = z.object({
  addressId: idInput.nullish(),
  name: line('A name', 100),
  line1: line('A line of an address', 120),
  line2: line('A line of an address', 120).nullish(),
  city: line('A city', 80),
  region: line('A region', 80).nullish(),
  postalCode: line('A postal code', 20).nullish(),
  country: z.string().regex(/^[A-Z]{2}$/, 'A country is a code of two letters, such as DE.'),
  phone: line('A telephone number', 30).nullish(),
  isDefault: z.boolean().nullish(),
});

/** Addresses of one person. */
export const MAX_ADDRESSES = 20;

interface Needs extends Pick<CommerceContext, 'caller' | 'now'> {
  readonly repository: {
    transaction<T>(
      work: (store: Pick<CommerceStore, 'lockCart' | 'addressesOf' | 'storeAddress' | 'deleteAddress'>) => Promise<T>,
    ): Promise<T>;
  };
}

type Refusal = InvalidInput | NotFound | (RefusalOf<'QuantityLimit'> & { readonly limit: number });

/** Stores an address of the viewer, or changes one; the first is the default one. Orders keep the address that they were placed with. */
export async function saveAddress(
  { caller, now, repository }: Needs,
  raw: unknown,
): Promise<Result<{ readonly addressId: string }, Refusal>> {
  const ownerId = viewerOf(caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { addressId, line2 = null, region = null, postalCode = null, phone = null, isDefault, ...rest } = parsed.value;
  return repository.transaction(async (store): Promise<Result<{ addressId: string }, Refusal>> => {
    await store.lockCart(ownerId, now());
    const addresses = await store.addressesOf(ownerId);
    const earlier = addresses.find(({ id }) => id === addressId);
    if (addressId != null && earlier === undefined) return notFound('There is no such address of yours.', 'addressId');
    if (earlier === undefined && addresses.length >= MAX_ADDRESSES)
      return refuse({
        __typename: 'QuantityLimit',
        message: `You can save at most ${MAX_ADDRESSES} addresses.`,
        path: ['input'],
        limit: MAX_ADDRESSES,
      });
    const id = earlier?.id ?? newId('adr', now());
    await store.storeAddress({
      ...{ id, ownerId, ...rest, line2, region, postalCode, phone },
      isDefault: isDefault ?? earlier?.isDefault ?? addresses.length === 0,
      createdAt: earlier?.createdAt ?? now(),
    });
    return done({ addressId: id });
  });
}

const DELETION = z.object({ addressId: idInput });

/** Deletes an address of the viewer. */
export async function deleteAddress(
  { caller, repository }: Needs,
  raw: unknown,
): Promise<Result<{ readonly addressId: string }, InvalidInput | NotFound>> {
  const ownerId = viewerOf(caller);
  const parsed = parseInput(DELETION, raw);
  if (!parsed.ok) return parsed;
  const { addressId } = parsed.value;
  const isDeleted = await repository.transaction((store) => store.deleteAddress(ownerId, addressId));
  return isDeleted ? done({ addressId }) : notFound('There is no such address of yours.', 'addressId');
}
