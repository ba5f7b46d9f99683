CREATE TABLE "address" (
    "id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "line1" TEXT NOT NULL,
    "line2" TEXT,
    "city" TEXT NOT NULL,
    "region" TEXT,
    "postal_code" TEXT,
    "country" TEXT NOT NULL,
    "phone" TEXT,
    "is_default" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "address_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "address_country_check" CHECK ("country" ~ '^[A-Z]{2}$')
);
CREATE INDEX "address_owner_id_id_idx" ON "address"("owner_id", "id");

CREATE TABLE "shipping_option" (
    "id" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "countries" TEXT[],
    "price" BIGINT NOT NULL,
    "free_from" BIGINT,
    "currency" TEXT NOT NULL,
    "min_days" INTEGER,
    "max_days" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "shipping_option_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "shipping_option_price_check" CHECK ("price" >= 0)
);
CREATE INDEX "shipping_option_seller_id_id_idx" ON "shipping_option"("seller_id", "id");

CREATE TABLE "voucher" (
    "id" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "basis_points" INTEGER NOT NULL DEFAULT 0,
    "amount" BIGINT NOT NULL DEFAULT 0,
    "currency" TEXT NOT NULL,
    "minimum" BIGINT NOT NULL DEFAULT 0,
    "max_uses" INTEGER,
    "max_per_buyer" INTEGER,
    "uses" INTEGER NOT NULL DEFAULT 0,
    "starts_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "voucher_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "voucher_kind_check" CHECK ("kind" IN ('PERCENT', 'AMOUNT')),
    CONSTRAINT "voucher_basis_points_check" CHECK ("basis_points" BETWEEN 0 AND 10000),
    -- Two orders at the same time cannot use the last one twice.
    CONSTRAINT "voucher_uses_check" CHECK ("uses" >= 0 AND ("max_uses" IS NULL OR "uses" <= "max_uses"))
);
CREATE UNIQUE INDEX "voucher_code_key" ON "voucher"("code");
CREATE INDEX "voucher_seller_id_id_idx" ON "voucher"("seller_id", "id");

CREATE TABLE "cart" (
    "owner_id" TEXT NOT NULL,
    "address_id" TEXT,
    "voucher_id" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cart_pkey" PRIMARY KEY ("owner_id")
);

CREATE TABLE "cart_line" (
    "owner_id" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "price_seen" BIGINT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cart_line_pkey" PRIMARY KEY ("owner_id", "variant_id"),
    CONSTRAINT "cart_line_quantity_check" CHECK ("quantity" BETWEEN 1 AND 999)
);

CREATE TABLE "cart_shipping" (
    "owner_id" TEXT NOT NULL,
    "seller_id" TEXT NOT NULL,
    "option_id" TEXT NOT NULL,

    CONSTRAINT "cart_shipping_pkey" PRIMARY KEY ("owner_id", "seller_id")
);
CREATE INDEX "cart_shipping_seller_id_idx" ON "cart_shipping"("seller_id");

CREATE TABLE "shop_order" (
    "id" TEXT NOT NULL,
    "number" BIGSERIAL NOT NULL,
    "buyer_id" TEXT,
    "currency" TEXT NOT NULL,
    "items" BIGINT NOT NULL,
    "shipping" BIGINT NOT NULL,
    "tax" BIGINT NOT NULL,
    "discount" BIGINT NOT NULL,
    "total" BIGINT NOT NULL,
    "refunded" BIGINT NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL,
    "pay_with" TEXT NOT NULL,
    "payment_method_id" TEXT,
    "return_url" TEXT,
    "hold_id" TEXT,
    "payment_id" TEXT,
    "transaction_id" TEXT,
    "failure_code" TEXT,
    "available" BIGINT,
    "stock" TEXT NOT NULL DEFAULT 'RESERVED',
    "voucher_id" TEXT,
    "address" JSONB,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "funds_until" TIMESTAMPTZ(3) NOT NULL,
    "cancelled_at" TIMESTAMPTZ(3),
    "funded_at" TIMESTAMPTZ(3),
    "paid_at" TIMESTAMPTZ(3),

    CONSTRAINT "shop_order_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "shop_order_state_check" CHECK ("state" IN ('PENDING', 'CONFIRMED', 'PARTIALLY_FULFILLED', 'FULFILLED', 'DELIVERED', 'COMPLETED', 'CANCELLED', 'EXPIRED', 'PARTIALLY_REFUNDED', 'REFUNDED')),
    CONSTRAINT "shop_order_pay_with_check" CHECK ("pay_with" IN ('WALLET', 'PAYMENT')),
    CONSTRAINT "shop_order_stock_check" CHECK ("stock" IN ('RESERVED', 'SOLD', 'FREED')),
    CONSTRAINT "shop_order_total_check" CHECK ("total" >= 0 AND "total" = "items" - "discount" + "tax" + "shipping"),
    CONSTRAINT "shop_order_refunded_check" CHECK ("refunded" BETWEEN 0 AND "total"),
    -- What is paid has its goods.
    CONSTRAINT "shop_order_paid_check" CHECK ("paid_at" IS NULL OR "stock" = 'SOLD')
);
CREATE UNIQUE INDEX "shop_order_number_key" ON "shop_order"("number");
CREATE UNIQUE INDEX "shop_order_payment_id_key" ON "shop_order"("payment_id");
CREATE INDEX "shop_order_buyer_id_id_idx" ON "shop_order"("buyer_id", "id");

CREATE TABLE "order_part" (
    "id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "seller_id" TEXT,
    "state" TEXT NOT NULL,
    "items" BIGINT NOT NULL,
    "shipping" BIGINT NOT NULL,
    "tax" BIGINT NOT NULL,
    "shipping_tax" BIGINT NOT NULL,
    "discount" BIGINT NOT NULL,
    "total" BIGINT NOT NULL,
    "refund_total" BIGINT NOT NULL DEFAULT 0,
    "refunded" BIGINT NOT NULL DEFAULT 0,
    "shipping_name" TEXT,
    "needs_shipping" BOOLEAN NOT NULL,
    "fee_basis_points" INTEGER NOT NULL,
    "payout" TEXT NOT NULL DEFAULT 'HELD',
    "payout_amount" BIGINT NOT NULL DEFAULT 0,
    "payout_fee" BIGINT NOT NULL DEFAULT 0,
    "release_at" TIMESTAMPTZ(3),
    "delivered_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "order_part_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "order_part_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "shop_order"("id"),
    CONSTRAINT "order_part_total_check" CHECK ("total" >= 0 AND "total" = "items" - "discount" + "tax" + "shipping"),
    -- Refunds at the same time cannot give back more than was paid.
    CONSTRAINT "order_part_refund_check" CHECK ("refund_total" BETWEEN 0 AND "total" AND "refunded" BETWEEN 0 AND "refund_total"),
    CONSTRAINT "order_part_payout_check" CHECK ("payout" IN ('HELD', 'RELEASING', 'RELEASED', 'NONE') AND "payout_amount" >= 0 AND "payout_fee" >= 0 AND "payout_amount" + "payout_fee" <= "total")
);
CREATE INDEX "order_part_order_id_idx" ON "order_part"("order_id");
CREATE INDEX "order_part_seller_id_id_idx" ON "order_part"("seller_id", "id");

CREATE TABLE "order_line" (
    "id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "part_id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "variant_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "sku" TEXT,
    "options" JSONB NOT NULL DEFAULT '[]',
    "quantity" INTEGER NOT NULL,
    "stock_quantity" INTEGER NOT NULL,
    "unit_price" BIGINT NOT NULL,
    "items" BIGINT NOT NULL,
    "discount" BIGINT NOT NULL,
    "tax" BIGINT NOT NULL,
    "total" BIGINT NOT NULL,
    "fulfilled_quantity" INTEGER NOT NULL DEFAULT 0,
    "refunded_quantity" INTEGER NOT NULL DEFAULT 0,
    "refunded_amount" BIGINT NOT NULL DEFAULT 0,
    "restocked_quantity" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "order_line_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "order_line_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "shop_order"("id"),
    CONSTRAINT "order_line_part_id_fkey" FOREIGN KEY ("part_id") REFERENCES "order_part"("id"),
    CONSTRAINT "order_line_quantity_check" CHECK ("quantity" BETWEEN 1 AND 999),
    CONSTRAINT "order_line_total_check" CHECK ("total" >= 0 AND "total" = "items" - "discount" + "tax"),
    CONSTRAINT "order_line_fulfilled_check" CHECK ("fulfilled_quantity" BETWEEN 0 AND "quantity"),
    CONSTRAINT "order_line_refunded_check" CHECK ("refunded_quantity" BETWEEN 0 AND "quantity" AND "refunded_amount" BETWEEN 0 AND "total"),
    CONSTRAINT "order_line_restocked_check" CHECK ("restocked_quantity" BETWEEN 0 AND "stock_quantity")
);
CREATE INDEX "order_line_order_id_position_idx" ON "order_line"("order_id", "position");
CREATE INDEX "order_line_part_id_idx" ON "order_line"("part_id");
CREATE INDEX "order_line_variant_id_idx" ON "order_line"("variant_id");

CREATE TABLE "order_event" (
    "id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "part_id" TEXT,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "order_event_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "order_event_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "shop_order"("id")
);
CREATE INDEX "order_event_order_id_id_idx" ON "order_event"("order_id", "id");

CREATE TABLE "fulfillment" (
    "id" TEXT NOT NULL,
    "part_id" TEXT NOT NULL,
    "carrier" TEXT,
    "tracking_number" TEXT,
    "tracking_url" TEXT,
    "lines" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fulfillment_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "fulfillment_part_id_fkey" FOREIGN KEY ("part_id") REFERENCES "order_part"("id")
);
CREATE INDEX "fulfillment_part_id_id_idx" ON "fulfillment"("part_id", "id");

CREATE TABLE "order_refund" (
    "id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "part_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "from_seller" BIGINT NOT NULL DEFAULT 0,
    "from_fees" BIGINT NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL,
    "failure_code" TEXT,
    "reason" TEXT,
    "lines" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "order_refund_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "order_refund_part_id_fkey" FOREIGN KEY ("part_id") REFERENCES "order_part"("id"),
    CONSTRAINT "order_refund_kind_check" CHECK ("kind" IN ('REFUND', 'CANCELLATION', 'RETURN')),
    CONSTRAINT "order_refund_state_check" CHECK ("state" IN ('PENDING', 'SUCCEEDED', 'FAILED')),
    CONSTRAINT "order_refund_amount_check" CHECK ("amount" > 0 AND "from_seller" >= 0 AND "from_fees" >= 0)
);
CREATE INDEX "order_refund_order_id_id_idx" ON "order_refund"("order_id", "id");
CREATE INDEX "order_refund_part_id_idx" ON "order_refund"("part_id");

CREATE TABLE "order_return" (
    "id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "part_id" TEXT NOT NULL,
    "buyer_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "note" TEXT,
    "lines" JSONB NOT NULL,
    "refund_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "order_return_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "order_return_part_id_fkey" FOREIGN KEY ("part_id") REFERENCES "order_part"("id"),
    CONSTRAINT "order_return_state_check" CHECK ("state" IN ('REQUESTED', 'APPROVED', 'REJECTED', 'RECEIVED'))
);
CREATE INDEX "order_return_buyer_id_id_idx" ON "order_return"("buyer_id", "id");
CREATE INDEX "order_return_part_id_idx" ON "order_return"("part_id");
-- A part has one return at a time.
CREATE UNIQUE INDEX "order_return_open_key" ON "order_return"("part_id") WHERE "state" IN ('REQUESTED', 'APPROVED');

CREATE TABLE "invoice" (
    "id" TEXT NOT NULL,
    "part_id" TEXT NOT NULL,
    "seller_id" TEXT,
    "number" INTEGER NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "invoice_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "invoice_part_id_key" ON "invoice"("part_id");
CREATE UNIQUE INDEX "invoice_seller_id_number_key" ON "invoice"("seller_id", "number");

CREATE TABLE "invoice_head" (
    "seller_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,

    CONSTRAINT "invoice_head_pkey" PRIMARY KEY ("seller_id")
);

CREATE TABLE "card_refund" (
    "refund_id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "result" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "card_refund_pkey" PRIMARY KEY ("refund_id"),
    CONSTRAINT "card_refund_result_check" CHECK ("result" IN ('SUCCEEDED', 'FAILED'))
);
