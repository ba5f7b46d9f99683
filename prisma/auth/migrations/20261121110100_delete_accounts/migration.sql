-- Who has deleted their account, until every domain has answered, and after that the bare tombstone.
CREATE TABLE "deleted_account" (
    "user_id" TEXT NOT NULL,
    "deleted_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "deleted_account_pkey" PRIMARY KEY ("user_id")
);

-- The watch looks only for what is not settled.
CREATE INDEX "deleted_account_open_idx" ON "deleted_account"("deleted_at") WHERE "settled_at" IS NULL;

CREATE TABLE "erasure_answer" (
    "user_id" TEXT NOT NULL,
    "domain" TEXT NOT NULL,
    "answered_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "erasure_answer_pkey" PRIMARY KEY ("user_id","domain")
);

-- Sessions of deleted accounts, without their person: gateways ask for them as long as an access token may live.
CREATE TABLE "orphaned_session" (
    "id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "orphaned_session_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "orphaned_session_expires_at_idx" ON "orphaned_session"("expires_at");

-- Messages are found by whom they go to, whose address is sealed.
ALTER TABLE "outgoing_message" ADD COLUMN "recipient_hash" TEXT;
CREATE INDEX "outgoing_message_recipient_hash_idx" ON "outgoing_message"("recipient_hash");
