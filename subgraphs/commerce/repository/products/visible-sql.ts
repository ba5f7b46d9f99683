import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import { isHiddenContent } from '../../../../runtime/moderation/hidden-content-sql.ts';
import { blockedBetween, blockedIdsOf } from '../../../../runtime/relations/relation-sql.ts';
import { isSuspended } from '../../../../runtime/relations/suspension-sql.ts';

/** Whether a viewer may see what a seller offers: not across a block, and not of who is suspended. Both are SQL expressions of ids. */
export const isVisibleSeller = (seller: SqlFragment, viewer: SqlFragment): SqlFragment =>
  sql`(${seller} = ${viewer} OR (NOT ${blockedBetween(seller, viewer)} AND NOT ${isSuspended(seller)}))`;

/**
 * Whether everybody may see a product, visitors too, as far as no block stands between: it is on sale, its seller is not
 * suspended, and moderators have not hidden it. `product` is the alias of its row.
 */
export const isOnSale = (product: SqlFragment): SqlFragment =>
  sql`(${product}.state = 'PUBLISHED' AND NOT ${isSuspended(sql`${product}.seller_id`)} AND NOT ${isHiddenContent(sql`${product}.id`)})`;

/**
 * Whether a viewer may see a product: the one rule, for every read. Sellers see all of their own. `product` is the alias of a
 * row of `product` in the statement, such as sql`p`, and `viewer` a SQL expression of an id, empty for a visitor. The aliases
 * `b`, `suspended` and `hidden` are its own.
 */
export const isVisibleProduct = (product: SqlFragment, viewer: SqlFragment): SqlFragment =>
  sql`(${product}.seller_id = ${viewer} OR (${isOnSale(product)} AND NOT ${blockedBetween(sql`${product}.seller_id`, viewer)}))`;

/**
 * The same for a list of very many products on sale: what no list shows is read once a statement, not once a product. `product`
 * is the alias of a row whose state is `PUBLISHED`.
 */
export const isListedProduct = (product: SqlFragment, viewer: SqlFragment): SqlFragment =>
  sql`(${product}.seller_id = ${viewer} OR (
    ${product}.seller_id NOT IN (SELECT sus.user_id FROM suspension AS sus WHERE sus.is_active AND (sus.until IS NULL OR sus.until > now()))
    AND ${product}.seller_id NOT IN ${blockedIdsOf(viewer)}
    AND ${product}.id NOT IN (SELECT hid.subject_id FROM hidden_content AS hid WHERE hid.is_hidden)))`;
