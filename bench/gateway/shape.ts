/** The subgraphs of the public federation benchmark (graphql-hive/federation-benchmark), as contracts. */
export const CONTRACTS: Readonly<Record<string, string>> = {
  accounts: `
    type Query { me: User user(id: ID!): User users: [User] }
    type User @key(fields: "id") { id: ID! name: String username: String @shareable birthday: Int }`,
  inventory: `
    type Product @key(fields: "upc") {
      upc: String! weight: Int @external price: Int @external inStock: Boolean
      shippingEstimate: Int @requires(fields: "price weight")
    }`,
  products: `
    type Query { topProducts(first: Int = 5): [Product] }
    type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }`,
  reviews: `
    type Review @key(fields: "id") { id: ID! body: String product: Product author: User @provides(fields: "username") }
    type User @key(fields: "id") { id: ID! username: String @external numberOfReviews: Int reviews: [Review] }
    type Product @key(fields: "upc") { upc: String! reviews: [Review] }`,
};

const FRAGMENTS = `
  fragment User on User { id username name }
  fragment Review on Review { id body }
  fragment Product on Product { inStock name price shippingEstimate upc weight }`;

const OF_PRODUCT = '...Product reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } }';

/** What is asked, by name: the benchmark's nested query, and one of four fetches. */
export const QUERIES = {
  big: `${FRAGMENTS} query TestQuery { users { ...User reviews { ...Review product { ${OF_PRODUCT} } } } topProducts { ${OF_PRODUCT} } }`,
  small: 'query Small { topProducts(first: 3) { name inStock reviews { body author { name } } } }',
} as const;
