import { z } from 'zod';
import { type DemoProduct, SHOPS, WISHES } from './commerce-world.ts';
import type { MoneySeed } from './seed-money.ts';

/** Runs operations as people of the demo world. */
export type CommerceSeed = Pick<MoneySeed, 'run' | 'as' | 'retry'>;

const ERRORS = 'errors { ... on UserError { message } }';
const BANK = `mutation Bank($input: CreatePayoutMethodInput!) { createPayoutMethod(input: $input) { ${ERRORS} } }`;
const OPEN = `mutation Shop($input: OpenShopInput!) { openShop(input: $input) { ${ERRORS} } }`;
const CREATE = `mutation Create($input: CreateProductInput!) { createProduct(input: $input) { product { id } ${ERRORS} } }`;
const PUBLISH = `mutation Publish($input: PublishProductInput!) { publishProduct(input: $input) { ${ERRORS} } }`;
const WISH = `mutation Wish($input: AddToWishlistInput!) { addToWishlist(input: $input) { ${ERRORS} } }`;

const PRODUCT = z.object({ id: z.string() });

const named = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([name, value]) => ({ name, value }));

/** Opens shops and puts what needs no picture on sale; the rest are drafts. */
export async function seedCommerce({ run, as }: CommerceSeed): Promise<void> {
  const ids = new Map<string, string>();
  for (const { owner, products, ...shop } of SHOPS) {
    const seller = as(owner);
    await run(BANK, { token: 'ptok_ok', currency: 'EUR', idempotencyKey: 'demo-shop' }, seller);
    await run(OPEN, shop, seller);
    for (const product of products) {
      const { id } = PRODUCT.parse((await run(CREATE, inputOf(product), seller))['product']);
      ids.set(product.title, id);
      if (product.kind !== 'PHYSICAL') await run(PUBLISH, { productId: id }, seller);
    }
  }
  for (const [nickname, titles] of Object.entries(WISHES))
    for (const title of titles) await run(WISH, { productId: ids.get(title) }, as(nickname));
}

const inputOf = ({ variants, attributes, ...product }: DemoProduct) => ({
  ...product,
  attributes: named(attributes),
  idempotencyKey: product.title.replaceAll(/[^\x20-\x7e]/g, ''),
  variants: variants.map(({ cents, options = {}, ...variant }) => ({
    ...variant,
    options: named(options),
    price: { amount: String(cents), currency: 'EUR' },
  })),
});
