ALTER TABLE "account" ADD COLUMN "suspended_at" TIMESTAMPTZ(3),
ADD COLUMN "suspended_until" TIMESTAMPTZ(3),
ADD COLUMN "suspension_reason" TEXT,
ADD CONSTRAINT "account_suspension_whole" CHECK (("suspended_at" IS NULL) = ("suspension_reason" IS NULL) AND ("suspended_at" IS NOT NULL OR "suspended_until" IS NULL));

CREATE TABLE "totp" (
    "user_id" TEXT NOT NULL,
    "sealed_secret" TEXT NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),
    "last_step" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "totp_pkey" PRIMARY KEY ("user_id")
);

CREATE TABLE "recovery_code" (
    "user_id" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "recovery_code_pkey" PRIMARY KEY ("user_id", "hash")
);

-- For the search by prefix, whatever the collation. Partial, though no value is null: Prisma's diff knows no operator classes.
CREATE INDEX "identifier_value_prefix_idx" ON "identifier"("value" text_pattern_ops) WHERE "value" IS NOT NULL;

ALTER TABLE "totp" ADD CONSTRAINT "totp_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "recovery_code" ADD CONSTRAINT "recovery_code_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
