/** Six people with ids 1 to 6, in the order of their ids. */
export const USERS = ['Uri', 'Dotan', 'Kamil', 'Arda', 'Denis', 'Ada'].map((first, at) => ({
  id: String(at + 1),
  name: `${first} Surname`,
  username: first.toLowerCase(),
  birthday: 1980 + at,
}));

/** Things by their number. */
export const PRODUCTS = ['Table', 'Couch', 'Glass', 'Chair', 'TV', 'Lamp', 'Grill', 'Fridge', 'Sofa'].map(
  (name, at) => ({
    upc: String(at + 1),
    name,
    price: 899 - at * 97,
    weight: 10 + at * 13,
    inStock: at % 3 !== 0,
  }),
);

/** Author and product of each review: unevenly spread, so that some objects come up often and others never. */
export const REVIEWS = [
  { author: '1', products: '1 2 4 3 5 6' },
  { author: '2', products: '3 1 2 4 5 6' },
  { author: '3', products: '5 6 1 2' },
  { author: '4', products: '1 2' },
  { author: '5', products: '2 1' },
  { author: '6', products: '3' },
]
  .flatMap(({ author, products }) => products.split(' ').map((product) => ({ author, product })))
  .map((review, at) => ({ id: String(at + 1), body: `Review number ${at + 1}, neither short nor long.`, ...review }));

/** What sending something costs. */
export const shippingEstimate = ({ price, weight }: { price: number; weight: number }): number =>
  price > 500 ? 0 : Math.floor(weight / 2);
