-- Who may not watch a stream, write in its chat or send gifts; who may decide that; and what viewers have sent.
CREATE TABLE "stream_ban" (
    "stream_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "banned_by_id" TEXT,
    "until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stream_ban_pkey" PRIMARY KEY ("stream_id", "user_id")
);

CREATE TABLE "stream_moderator" (
    "stream_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stream_moderator_pkey" PRIMARY KEY ("stream_id", "user_id")
);

CREATE TABLE "gift" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "emoji" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "fee_basis_points" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "is_offered" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "gift_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "gift_amount_check" CHECK ("amount" > 0 AND "amount" <= 1000000),
    CONSTRAINT "gift_fee_check" CHECK ("fee_basis_points" BETWEEN 0 AND 10000)
);

-- Operators change prices, and what is offered, in this table; gifts that were sent keep theirs.
INSERT INTO "gift" ("id", "name", "emoji", "amount", "currency", "fee_basis_points", "position") VALUES
    ('heart', 'Heart', '💖', 50, 'EUR', 3000, 1),
    ('coffee', 'Coffee', '☕', 100, 'EUR', 3000, 2),
    ('rose', 'Rose', '🌹', 200, 'EUR', 3000, 3),
    ('cake', 'Cake', '🎂', 500, 'EUR', 3000, 4),
    ('rocket', 'Rocket', '🚀', 2000, 'EUR', 3000, 5),
    ('castle', 'Castle', '🏰', 10000, 'EUR', 3000, 6);

CREATE TABLE "stream_gift" (
    "id" TEXT NOT NULL,
    "stream_id" TEXT NOT NULL,
    "sender_id" TEXT,
    "recipient_id" TEXT,
    "gift_key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "emoji" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "amount" BIGINT NOT NULL,
    "fee" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "message" TEXT NOT NULL DEFAULT '',
    "state" TEXT NOT NULL DEFAULT 'PENDING',
    "is_settled" BOOLEAN NOT NULL DEFAULT false,
    "failure_code" TEXT,
    "available" BIGINT,
    "transaction_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "paid_at" TIMESTAMPTZ(3),

    CONSTRAINT "stream_gift_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "stream_gift_state_check" CHECK ("state" IN ('PENDING', 'PAID', 'FAILED')),
    CONSTRAINT "stream_gift_paid_check" CHECK (("state" = 'PAID') = ("transaction_id" IS NOT NULL AND "paid_at" IS NOT NULL)),
    CONSTRAINT "stream_gift_amount_check" CHECK ("quantity" > 0 AND "amount" > 0 AND "fee" >= 0 AND "fee" <= "amount")
);

-- Bans and posts of one person are found.
CREATE INDEX "stream_ban_user_id_stream_id_idx" ON "stream_ban"("user_id", "stream_id");
CREATE INDEX "stream_ban_banned_by_id_idx" ON "stream_ban"("banned_by_id");
-- The list of bans, newest first.
CREATE INDEX "stream_ban_stream_id_created_at_user_id_idx" ON "stream_ban"("stream_id", "created_at" DESC, "user_id" DESC);
CREATE INDEX "stream_moderator_user_id_stream_id_idx" ON "stream_moderator"("user_id", "stream_id");
CREATE INDEX "stream_gift_sender_id_id_idx" ON "stream_gift"("sender_id", "id");
CREATE INDEX "stream_gift_recipient_id_id_idx" ON "stream_gift"("recipient_id", "id");
-- The gifts of a stream that are shown, newest first.
CREATE INDEX "stream_gift_stream_id_id_idx" ON "stream_gift"("stream_id", "id" DESC) WHERE "state" = 'PAID';

ALTER TABLE "stream_ban" ADD CONSTRAINT "stream_ban_stream_id_fkey"
    FOREIGN KEY ("stream_id") REFERENCES "live_stream"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "stream_moderator" ADD CONSTRAINT "stream_moderator_stream_id_fkey"
    FOREIGN KEY ("stream_id") REFERENCES "live_stream"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "stream_gift" ADD CONSTRAINT "stream_gift_stream_id_fkey"
    FOREIGN KEY ("stream_id") REFERENCES "live_stream"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
