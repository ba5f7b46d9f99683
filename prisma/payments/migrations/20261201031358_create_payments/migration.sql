CREATE TABLE "payment" (
    "id" TEXT NOT NULL,
    "payer_id" TEXT,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "captured" BIGINT NOT NULL DEFAULT 0,
    "refund_total" BIGINT NOT NULL DEFAULT 0,
    "refunded" BIGINT NOT NULL DEFAULT 0,
    "fee" BIGINT,
    "state" TEXT NOT NULL,
    "capture" TEXT NOT NULL,
    "is_disputed" BOOLEAN NOT NULL DEFAULT false,
    "purpose" TEXT,
    "description" TEXT,
    "statement_descriptor" TEXT,
    "metadata" JSONB NOT NULL DEFAULT '[]',
    "domain" TEXT,
    "reference_type" TEXT,
    "reference_id" TEXT,
    "provider" TEXT NOT NULL,
    "provider_ref" TEXT,
    "method_token" TEXT,
    "customer_ref" TEXT,
    "method" JSONB,
    "return_url" TEXT,
    "next_action" JSONB,
    "failure" JSONB,
    "provider_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "checked_at" TIMESTAMPTZ(3),

    CONSTRAINT "payment_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "payment_amount_check" CHECK ("amount" > 0 AND "captured" BETWEEN 0 AND "amount"),
    CONSTRAINT "payment_refund_check" CHECK ("refunded" >= 0 AND "refunded" <= "refund_total" AND "refund_total" <= "captured"),
    CONSTRAINT "payment_state_check" CHECK ("state" IN ('REQUIRES_METHOD', 'REQUIRES_CONFIRMATION', 'REQUIRES_ACTION', 'PROCESSING', 'AUTHORIZED', 'SUCCEEDED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'FAILED', 'CANCELLED', 'EXPIRED')),
    CONSTRAINT "payment_capture_check" CHECK ("capture" IN ('AUTOMATIC', 'MANUAL')),
    CONSTRAINT "payment_reference_check" CHECK (("domain" IS NULL) = ("reference_type" IS NULL) AND ("domain" IS NULL) = ("reference_id" IS NULL))
);

CREATE TABLE "payment_command" (
    "id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "dispute_id" TEXT,
    "amount" BIGINT,
    "is_final" BOOLEAN NOT NULL DEFAULT true,
    "state" TEXT NOT NULL,
    "refusal" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "payment_command_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "payment_command_state_check" CHECK ("state" IN ('PENDING', 'DONE', 'REFUSED') AND ("state" = 'REFUSED') = ("refusal" IS NOT NULL)),
    CONSTRAINT "payment_command_amount_check" CHECK ("amount" > 0)
);

CREATE TABLE "refund" (
    "id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "hold_id" TEXT,
    "provider_ref" TEXT,
    "failure_code" TEXT,
    "available" BIGINT,
    "provider_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "checked_at" TIMESTAMPTZ(3),

    CONSTRAINT "refund_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "refund_amount_check" CHECK ("amount" > 0),
    CONSTRAINT "refund_state_check" CHECK ("state" IN ('CREATED', 'SUBMITTED', 'PENDING', 'SUCCEEDED', 'FAILED', 'CANCELLED'))
);

CREATE TABLE "payment_dispute" (
    "id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "provider_ref" TEXT NOT NULL,
    "evidence" JSONB,
    "evidence_at" TIMESTAMPTZ(3),
    "evidence_due_at" TIMESTAMPTZ(3),
    "provider_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "payment_dispute_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "payment_dispute_amount_check" CHECK ("amount" > 0),
    CONSTRAINT "payment_dispute_state_check" CHECK ("state" IN ('NEEDS_RESPONSE', 'UNDER_REVIEW', 'WON', 'LOST'))
);

CREATE TABLE "provider_customer" (
    "owner_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "provider_ref" TEXT NOT NULL,

    CONSTRAINT "provider_customer_pkey" PRIMARY KEY ("owner_id","provider")
);

CREATE TABLE "payment_method" (
    "id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "provider_ref" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "brand" TEXT,
    "last4" TEXT,
    "expiry_month" INTEGER,
    "expiry_year" INTEGER,
    "is_default" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_method_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "payout_method" (
    "id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "provider_ref" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "brand" TEXT,
    "last4" TEXT,
    "expiry_month" INTEGER,
    "expiry_year" INTEGER,
    "is_default" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payout_method_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "payout_transfer" (
    "id" TEXT NOT NULL,
    "payee_id" TEXT,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "method" JSONB,
    "method_token" TEXT NOT NULL,
    "customer_ref" TEXT,
    "domain" TEXT NOT NULL,
    "reference_type" TEXT NOT NULL,
    "reference_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "provider_ref" TEXT,
    "failure_code" TEXT,
    "was_paid" BOOLEAN NOT NULL DEFAULT false,
    "arrival_date" DATE,
    "provider_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "checked_at" TIMESTAMPTZ(3),

    CONSTRAINT "payout_transfer_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "payout_transfer_amount_check" CHECK ("amount" > 0),
    CONSTRAINT "payout_transfer_state_check" CHECK ("state" IN ('CREATED', 'SUBMITTED', 'PAID', 'FAILED'))
);

CREATE TABLE "sandbox_payment" (
    "id" TEXT NOT NULL,
    "merchant_ref" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "captured" BIGINT NOT NULL DEFAULT 0,
    "refunded" BIGINT NOT NULL DEFAULT 0,
    "capture" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "token" TEXT,
    "return_url" TEXT,
    "client_secret" TEXT NOT NULL,
    "challenge_id" TEXT,
    "decline_code" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "sandbox_payment_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "sandbox_payment_amount_check" CHECK ("captured" BETWEEN 0 AND "amount" AND "refunded" BETWEEN 0 AND "captured")
);

CREATE TABLE "sandbox_refund" (
    "id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "merchant_ref" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "state" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sandbox_refund_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "sandbox_dispute" (
    "id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "state" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sandbox_dispute_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "sandbox_method" (
    "id" TEXT NOT NULL,
    "customer_ref" TEXT,
    "token" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sandbox_method_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "sandbox_payout" (
    "id" TEXT NOT NULL,
    "merchant_ref" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "failure_code" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sandbox_payout_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "payment_payer_id_id_idx" ON "payment"("payer_id", "id");

CREATE INDEX "payment_domain_reference_type_reference_id_id_idx" ON "payment"("domain", "reference_type", "reference_id", "id");

CREATE UNIQUE INDEX "payment_provider_provider_ref_key" ON "payment"("provider", "provider_ref");

CREATE INDEX "payment_command_payment_id_idx" ON "payment_command"("payment_id");

CREATE INDEX "payment_command_dispute_id_idx" ON "payment_command"("dispute_id");

CREATE INDEX "refund_payment_id_id_idx" ON "refund"("payment_id", "id");

CREATE UNIQUE INDEX "payment_dispute_provider_ref_key" ON "payment_dispute"("provider_ref");

CREATE INDEX "payment_dispute_payment_id_idx" ON "payment_dispute"("payment_id");

CREATE INDEX "payment_dispute_state_evidence_due_at_id_idx" ON "payment_dispute"("state", "evidence_due_at", "id");

CREATE UNIQUE INDEX "payment_method_owner_id_provider_provider_ref_key" ON "payment_method"("owner_id", "provider", "provider_ref");

CREATE UNIQUE INDEX "payout_method_owner_id_provider_provider_ref_key" ON "payout_method"("owner_id", "provider", "provider_ref");

CREATE INDEX "payout_transfer_payee_id_id_idx" ON "payout_transfer"("payee_id", "id");

CREATE INDEX "payout_transfer_domain_reference_type_reference_id_id_idx" ON "payout_transfer"("domain", "reference_type", "reference_id", "id");

CREATE UNIQUE INDEX "payout_transfer_provider_provider_ref_key" ON "payout_transfer"("provider", "provider_ref");

CREATE UNIQUE INDEX "sandbox_payment_merchant_ref_key" ON "sandbox_payment"("merchant_ref");

CREATE UNIQUE INDEX "sandbox_payment_client_secret_key" ON "sandbox_payment"("client_secret");

CREATE UNIQUE INDEX "sandbox_payment_challenge_id_key" ON "sandbox_payment"("challenge_id");

CREATE UNIQUE INDEX "sandbox_refund_merchant_ref_key" ON "sandbox_refund"("merchant_ref");

CREATE INDEX "sandbox_refund_payment_id_idx" ON "sandbox_refund"("payment_id");

CREATE UNIQUE INDEX "sandbox_dispute_payment_id_key" ON "sandbox_dispute"("payment_id");

CREATE INDEX "sandbox_method_customer_ref_idx" ON "sandbox_method"("customer_ref");

CREATE UNIQUE INDEX "sandbox_payout_merchant_ref_key" ON "sandbox_payout"("merchant_ref");

-- A thing of a domain has one payment, and one payout, that has not failed.
CREATE UNIQUE INDEX "payment_live_reference_key" ON "payment"("domain", "reference_type", "reference_id") WHERE "state" NOT IN ('FAILED', 'CANCELLED', 'EXPIRED');
CREATE UNIQUE INDEX "payout_transfer_live_reference_key" ON "payout_transfer"("domain", "reference_type", "reference_id") WHERE "state" <> 'FAILED';

-- One thing at a time is asked of the provider about a payment, or about a dispute.
CREATE UNIQUE INDEX "payment_command_pending_key" ON "payment_command"("payment_id", coalesce("dispute_id", '')) WHERE "state" = 'PENDING';

CREATE INDEX "payment_unsettled_idx" ON "payment"("updated_at") WHERE "state" IN ('REQUIRES_ACTION', 'PROCESSING');
CREATE INDEX "payment_expires_at_idx" ON "payment"("expires_at") WHERE "expires_at" IS NOT NULL;
CREATE INDEX "refund_unsettled_idx" ON "refund"("updated_at") WHERE "state" IN ('CREATED', 'SUBMITTED', 'PENDING');
CREATE INDEX "payout_transfer_unsettled_idx" ON "payout_transfer"("updated_at") WHERE "state" IN ('CREATED', 'SUBMITTED');
CREATE UNIQUE INDEX "payment_method_default_key" ON "payment_method"("owner_id") WHERE "is_default";
CREATE UNIQUE INDEX "payout_method_default_key" ON "payout_method"("owner_id") WHERE "is_default";

ALTER TABLE "payment_command" ADD CONSTRAINT "payment_command_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "payment_command" ADD CONSTRAINT "payment_command_dispute_id_fkey" FOREIGN KEY ("dispute_id") REFERENCES "payment_dispute"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "refund" ADD CONSTRAINT "refund_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "payment_dispute" ADD CONSTRAINT "payment_dispute_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "sandbox_refund" ADD CONSTRAINT "sandbox_refund_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "sandbox_payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "sandbox_dispute" ADD CONSTRAINT "sandbox_dispute_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "sandbox_payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
