CREATE TABLE "challenge" (
    "user_id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "challenge_pkey" PRIMARY KEY ("user_id", "purpose"),
    CONSTRAINT "challenge_purpose_known" CHECK ("purpose" IN ('VERIFY_EMAIL', 'VERIFY_PHONE', 'RESET_PASSWORD')),
    CONSTRAINT "challenge_kind_known" CHECK ("kind" IN ('EMAIL', 'PHONE'))
);

CREATE TABLE "outgoing_message" (
    "id" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "outgoing_message_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "security_event" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "session_id" TEXT,
    "device" TEXT,
    "ip" TEXT,

    CONSTRAINT "security_event_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "challenge_hash_key" ON "challenge"("hash");
CREATE INDEX "challenge_expires_at_idx" ON "challenge"("expires_at");
CREATE INDEX "outgoing_message_due_at_idx" ON "outgoing_message"("due_at");
CREATE INDEX "security_event_user_id_id_idx" ON "security_event"("user_id", "id");
CREATE INDEX "security_event_at_idx" ON "security_event"("at");

ALTER TABLE "challenge" ADD CONSTRAINT "challenge_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "security_event" ADD CONSTRAINT "security_event_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
