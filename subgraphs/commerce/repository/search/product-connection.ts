import type { Connection } from '../../../../runtime/operations/connection.ts';
import type { Product } from '../products/product.ts';
import type { ProductCriteria } from './filter-sql.ts';

/** A page of products, and what they were looked for by: the rest is read when it is asked for. */
export interface ProductConnection extends Connection<Product> {
  readonly criteria: ProductCriteria;
}
