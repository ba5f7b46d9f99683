-- @only webhooks

-- Events of providers that this domain has received; kept for 30 days, so that one that comes again has no second effect.
CREATE TABLE IF NOT EXISTS "webhook_event" (
    "provider" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    -- Null while the event waits for what it is about, or once it has waited in vain.
    "handled_at" TIMESTAMPTZ(3),
    -- When a waiting event is tried again; null for all others.
    "due_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    -- The signed bytes, as long as the event waits.
    "body" BYTEA,

    CONSTRAINT "webhook_event_pkey" PRIMARY KEY ("provider", "id")
);

CREATE INDEX IF NOT EXISTS "webhook_event_due_at_idx" ON "webhook_event"("due_at") WHERE "due_at" IS NOT NULL;
CREATE INDEX IF NOT EXISTS "webhook_event_received_at_idx" ON "webhook_event"("received_at");

-- Where this domain posts what happens to its owner.
CREATE TABLE IF NOT EXISTS "webhook_endpoint" (
    "id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL, -- @user
    "url" TEXT NOT NULL,
    -- Types of events that it gets; empty: all.
    "types" TEXT[] NOT NULL,
    "is_enabled" BOOLEAN NOT NULL DEFAULT TRUE,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    -- Secrets are derived from it, and not stored.
    "secret_version" INTEGER NOT NULL DEFAULT 1,
    -- Until then requests are signed with the secret before too.
    "previous_until" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_endpoint_pkey" PRIMARY KEY ("id")
);

CREATE INDEX IF NOT EXISTS "webhook_endpoint_owner_id_idx" ON "webhook_endpoint"("owner_id");

-- One event for one endpoint, and how far sending it has come; kept for 30 days.
CREATE TABLE IF NOT EXISTS "webhook_delivery" (
    "id" TEXT NOT NULL,
    "endpoint_id" TEXT NOT NULL,
    -- The same for every endpoint and attempt: receivers recognize by it what they have.
    "event_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    -- The bytes that are signed and sent, the same for every attempt.
    "body" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    -- PENDING, SENT or DEAD.
    "state" TEXT NOT NULL DEFAULT 'PENDING',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    -- When it is tried next. Whoever tries it moves this on first, so that a crash makes it due again.
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    -- Why the latest attempt failed.
    "error" TEXT,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "webhook_delivery_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "webhook_endpoint"("id") ON DELETE CASCADE
);

CREATE UNIQUE INDEX IF NOT EXISTS "webhook_delivery_endpoint_id_event_id_key" ON "webhook_delivery"("endpoint_id", "event_id");
CREATE INDEX IF NOT EXISTS "webhook_delivery_due_at_idx" ON "webhook_delivery"("endpoint_id", "due_at") WHERE "state" = 'PENDING';
CREATE INDEX IF NOT EXISTS "webhook_delivery_created_at_idx" ON "webhook_delivery"("created_at");
