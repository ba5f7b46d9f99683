CREATE EXTENSION IF NOT EXISTS "unaccent" SCHEMA "extensions";

-- CreateTable
CREATE TABLE "shop" (
    "id" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "return_policy" TEXT NOT NULL DEFAULT '',
    "shipping_policy" TEXT NOT NULL DEFAULT '',
    "is_open" BOOLEAN NOT NULL DEFAULT true,
    "fee_basis_points" INTEGER,
    "payout_method_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "shop_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "shop_fee_basis_points_check" CHECK ("fee_basis_points" BETWEEN 0 AND 10000)
);

-- CreateTable
CREATE TABLE "product" (
    "id" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'DRAFT',
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "category_id" TEXT,
    "tags" TEXT[],
    "tag_keys" TEXT[],
    "attributes" JSONB NOT NULL DEFAULT '[]',
    "attribute_keys" TEXT[],
    "kind" TEXT NOT NULL,
    "tax_code" TEXT,
    "currency" TEXT NOT NULL,
    "price_min" BIGINT,
    "price_max" BIGINT,
    "is_in_stock" BOOLEAN NOT NULL DEFAULT false,
    "rating_counts" INTEGER[] DEFAULT ARRAY[0, 0, 0, 0, 0]::INTEGER[],
    "rating_score" INTEGER NOT NULL DEFAULT 3500,
    "units_sold" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "published_at" TIMESTAMPTZ(3),
    "title_words" TSVECTOR,
    "words" TSVECTOR,

    CONSTRAINT "product_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "product_state_check" CHECK ("state" IN ('DRAFT', 'PUBLISHED', 'ARCHIVED')),
    CONSTRAINT "product_kind_check" CHECK ("kind" IN ('PHYSICAL', 'DIGITAL', 'SERVICE'))
);

-- CreateTable
CREATE TABLE "product_image" (
    "product_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "file_id" TEXT NOT NULL,

    CONSTRAINT "product_image_pkey" PRIMARY KEY ("product_id","position")
);

-- CreateTable
CREATE TABLE "product_variant" (
    "id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "sku" TEXT,
    "options" JSONB NOT NULL DEFAULT '[]',
    "position" INTEGER NOT NULL,
    "price" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "compare_at_price" BIGINT,
    "weight_grams" INTEGER,
    "stock_policy" TEXT NOT NULL DEFAULT 'DENY',
    "on_hand" BIGINT NOT NULL DEFAULT 0,
    "reserved" BIGINT NOT NULL DEFAULT 0,
    "sold" BIGINT NOT NULL DEFAULT 0,
    "low_stock_at" BIGINT,
    "is_low_noted" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "product_variant_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "product_variant_price_check" CHECK ("price" >= 0 AND "compare_at_price" > "price"),
    CONSTRAINT "product_variant_stock_policy_check" CHECK ("stock_policy" IN ('DENY', 'BACKORDER', 'UNTRACKED')),
    CONSTRAINT "product_variant_reserved_check" CHECK ("reserved" >= 0),
    CONSTRAINT "product_variant_on_hand_check" CHECK ("stock_policy" <> 'DENY' OR "on_hand" >= "reserved"),
    CONSTRAINT "product_variant_untracked_check" CHECK ("stock_policy" <> 'UNTRACKED' OR "reserved" = 0),
    CONSTRAINT "product_variant_sold_check" CHECK ("sold" >= 0)
);

-- CreateTable
CREATE TABLE "stock_movement" (
    "id" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "delta" BIGINT NOT NULL,
    "on_hand" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "reason" TEXT,
    "actor_id" TEXT,
    "order_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stock_movement_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "stock_movement_delta_check" CHECK ("delta" <> 0),
    CONSTRAINT "stock_movement_kind_check" CHECK ("kind" IN ('INITIAL', 'ADJUSTMENT', 'SALE', 'CANCELLATION', 'RETURN'))
);

-- CreateTable
CREATE TABLE "product_review" (
    "id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "order_line_id" TEXT NOT NULL,
    "author_id" TEXT NOT NULL,
    "rating" INTEGER NOT NULL,
    "text" TEXT NOT NULL DEFAULT '',
    "reply" TEXT,
    "replied_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "edited_at" TIMESTAMPTZ(3),

    CONSTRAINT "product_review_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "product_review_rating_check" CHECK ("rating" BETWEEN 1 AND 5)
);

-- CreateTable
CREATE TABLE "review_media" (
    "review_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "file_id" TEXT NOT NULL,

    CONSTRAINT "review_media_pkey" PRIMARY KEY ("review_id","position")
);

-- CreateTable
CREATE TABLE "wishlist_item" (
    "user_id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "wishlist_item_pkey" PRIMARY KEY ("user_id","product_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "shop_seller_id_key" ON "shop"("seller_id");

-- CreateIndex
CREATE UNIQUE INDEX "product_slug_key" ON "product"("slug");

-- CreateIndex
CREATE INDEX "product_of_category_idx" ON "product"("category_id") WHERE "category_id" IS NOT NULL;

-- CreateIndex
CREATE INDEX "product_seller_id_id_idx" ON "product"("seller_id", "id");

-- CreateIndex
-- What is on sale, in the orders of lists and by what lists are narrowed.
CREATE INDEX "product_newest_idx" ON "product"("published_at", "id") WHERE "state" = 'PUBLISHED';
CREATE INDEX "product_price_idx" ON "product"("currency", "price_min", "id") WHERE "state" = 'PUBLISHED';
CREATE INDEX "product_rating_idx" ON "product"("rating_score", "id") WHERE "state" = 'PUBLISHED';
CREATE INDEX "product_popular_idx" ON "product"("units_sold", "id") WHERE "state" = 'PUBLISHED';
CREATE INDEX "product_category_idx" ON "product"("category_id", "published_at", "id") WHERE "state" = 'PUBLISHED';
CREATE INDEX "product_on_sale_of_idx" ON "product"("seller_id", "id") WHERE "state" = 'PUBLISHED';
CREATE INDEX "product_words_idx" ON "product" USING GIN ("words") WHERE "state" = 'PUBLISHED';
CREATE INDEX "product_tag_keys_idx" ON "product" USING GIN ("tag_keys") WHERE "state" = 'PUBLISHED';
CREATE INDEX "product_attribute_keys_idx" ON "product" USING GIN ("attribute_keys") WHERE "state" = 'PUBLISHED';

-- CreateIndex
CREATE INDEX "product_image_file_id_idx" ON "product_image"("file_id");

-- CreateIndex
CREATE INDEX "product_variant_product_id_position_id_idx" ON "product_variant"("product_id", "position", "id");

-- CreateIndex
CREATE INDEX "product_variant_seller_id_id_idx" ON "product_variant"("seller_id", "id");

-- CreateIndex
-- A seller uses a number once among what is sold.
CREATE UNIQUE INDEX "product_variant_sku_key" ON "product_variant"("seller_id", "sku") WHERE "sku" IS NOT NULL AND "archived_at" IS NULL;

-- CreateIndex
-- Variants whose seller is to learn, or may learn again, that few are left.
CREATE INDEX "product_variant_low_idx" ON "product_variant"("id")
WHERE "low_stock_at" IS NOT NULL AND "archived_at" IS NULL AND "stock_policy" <> 'UNTRACKED' AND "is_low_noted" <> ("on_hand" - "reserved" <= "low_stock_at");

-- CreateIndex
CREATE INDEX "stock_movement_variant_id_id_idx" ON "stock_movement"("variant_id", "id");

-- CreateIndex
CREATE INDEX "stock_movement_actor_id_idx" ON "stock_movement"("actor_id");

-- CreateIndex
CREATE UNIQUE INDEX "product_review_order_line_id_key" ON "product_review"("order_line_id");

-- CreateIndex
CREATE UNIQUE INDEX "product_review_product_id_author_id_key" ON "product_review"("product_id", "author_id");

-- CreateIndex
CREATE INDEX "product_review_product_id_id_idx" ON "product_review"("product_id", "id");

-- CreateIndex
CREATE INDEX "product_review_author_id_id_idx" ON "product_review"("author_id", "id");

-- CreateIndex
CREATE INDEX "review_media_file_id_idx" ON "review_media"("file_id");

-- CreateIndex
CREATE INDEX "wishlist_item_user_id_added_at_product_id_idx" ON "wishlist_item"("user_id", "added_at", "product_id");

-- CreateIndex
CREATE INDEX "wishlist_item_product_id_idx" ON "wishlist_item"("product_id");

-- AddForeignKey
ALTER TABLE "product_image" ADD CONSTRAINT "product_image_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product_variant" ADD CONSTRAINT "product_variant_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stock_movement" ADD CONSTRAINT "stock_movement_variant_id_fkey" FOREIGN KEY ("variant_id") REFERENCES "product_variant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product_review" ADD CONSTRAINT "product_review_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_media" ADD CONSTRAINT "review_media_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "product_review"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "wishlist_item" ADD CONSTRAINT "wishlist_item_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The words of a product follow its texts. What folds them is a function of the runtime.
CREATE FUNCTION "keep_product_words"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    NEW.tag_keys := ARRAY (SELECT DISTINCT search_plain(t) FROM unnest(NEW.tags) AS t);
    NEW.attribute_keys := ARRAY (
        SELECT DISTINCT search_plain(a->>'name') || E'\x1f' || search_plain(a->>'value') FROM jsonb_array_elements(NEW.attributes) AS a);
    NEW.title_words := search_vector(NEW.title);
    NEW.words := search_vector(concat_ws(' ', NEW.title, NEW.description, array_to_string(NEW.tags, ' '),
        (SELECT string_agg(a->>'value', ' ') FROM jsonb_array_elements(NEW.attributes) AS a)));
    RETURN NEW;
END
$$;
CREATE TRIGGER "keep_product_words" BEFORE INSERT OR UPDATE OF "title", "description", "tags", "attributes" ON "product"
FOR EACH ROW EXECUTE FUNCTION "keep_product_words"();

-- What products repeat of their variants follows these. One statement changes many variants; their products are locked in the
-- order of ids, so that two orders of the same products wait for each other and do not deadlock. Most orders change neither
-- prices nor whether there is stock, and lock no product.
CREATE FUNCTION "refresh_products"("ids" TEXT[]) RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
    -- The lock first: what is read after it sees the variants of those who held it.
    PERFORM FROM product AS p WHERE p.id = ANY (ids) ORDER BY p.id FOR NO KEY UPDATE;
    UPDATE product AS p SET price_min = s.price_min, price_max = s.price_max, is_in_stock = s.is_in_stock
    FROM (SELECT w.id, min(v.price) AS price_min, max(v.price) AS price_max,
            coalesce(bool_or(v.stock_policy <> 'DENY' OR v.on_hand > v.reserved), false) AS is_in_stock
        FROM unnest(ids) AS w (id) LEFT JOIN product_variant AS v ON v.product_id = w.id AND v.archived_at IS NULL
        GROUP BY w.id) AS s
    WHERE p.id = s.id
        AND (p.price_min, p.price_max, p.is_in_stock) IS DISTINCT FROM (s.price_min, s.price_max, s.is_in_stock);
END
$$;

CREATE FUNCTION "keep_products_of_new_variants"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refresh_products(ARRAY (SELECT DISTINCT product_id FROM added));
    RETURN NULL;
END
$$;
CREATE TRIGGER "keep_products_of_new_variants" AFTER INSERT ON "product_variant"
REFERENCING NEW TABLE AS "added" FOR EACH STATEMENT EXECUTE FUNCTION "keep_products_of_new_variants"();

CREATE FUNCTION "keep_products_of_variants"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
    changed TEXT[];
BEGIN
    changed := ARRAY (
        SELECT DISTINCT after.product_id FROM after JOIN before USING (id)
        WHERE (after.price, after.archived_at IS NULL, after.stock_policy <> 'DENY' OR after.on_hand > after.reserved)
            IS DISTINCT FROM (before.price, before.archived_at IS NULL, before.stock_policy <> 'DENY' OR before.on_hand > before.reserved));
    IF cardinality(changed) > 0 THEN
        PERFORM refresh_products(changed);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER "keep_products_of_variants" AFTER UPDATE ON "product_variant"
REFERENCING OLD TABLE AS "before" NEW TABLE AS "after" FOR EACH STATEMENT EXECUTE FUNCTION "keep_products_of_variants"();

-- Stock movements are added and never changed, save for who caused them when their account is deleted.
CREATE FUNCTION "refuse_movement_change"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.variant_id, NEW.delta, NEW.on_hand, NEW.kind, NEW.created_at) IS DISTINCT FROM
        (OLD.id, OLD.variant_id, OLD.delta, OLD.on_hand, OLD.kind, OLD.created_at) THEN
        RAISE EXCEPTION 'stock movements are not changed';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER "refuse_movement_change" BEFORE UPDATE ON "stock_movement"
FOR EACH ROW EXECUTE FUNCTION "refuse_movement_change"();
